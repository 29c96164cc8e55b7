using Matinee.Domain.Kernel;

namespace Matinee.Doors.Shared;

/// <summary>What every door says while the state that nodes share cannot be reached.</summary>
internal static class SharedState
{
    public static Refusal Away { get; } = new(RefusalKind.Unavailable, "This is not available at the moment. Please try again shortly.");
}
