using System.Runtime;

namespace Matinee.SocketIo.Tests.Fixture;

/// <summary>Tests that measure the memory of the process: no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";

    /// <summary>Bytes of managed objects that are still in use.</summary>
    internal static long LiveBytes()
    {
        // What a finalizer or a continuation lets go is only collected by the next round.
        for (var round = 0; round < 3; round++)
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
