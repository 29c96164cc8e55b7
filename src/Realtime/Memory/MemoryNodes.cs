using System.Security.Cryptography;

namespace Matinee.Realtime.Memory;

/// <summary>A single node, which is all there is.</summary>
internal sealed class MemoryNodes : INodes
{
    /// <summary>Never: nobody else could have cleared anything away.</summary>
    public event EventHandler? Returned
    {
        add { }
        remove { }
    }

    public string Self { get; } = RandomNumberGenerator.GetHexString(12, lowercase: true);

    public ValueTask<IReadOnlyList<string>> LostAsync() => ValueTask.FromResult<IReadOnlyList<string>>([]);

    public ValueTask ForgetAsync(string node) => ValueTask.CompletedTask;
}
