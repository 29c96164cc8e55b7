namespace Matinee.Bench.Sync.Policies;

/// <summary>What keeps the films together: Matinee, or a policy that others use, written anew for this comparison.</summary>
internal sealed record Policy(string Name, string Title)
{
    public static Policy Matinee { get; } = new("matinee", "Matinee");

    public static IReadOnlyList<Policy> Others { get; } =
    [
        new("none", "no correction"),
        new("seek-1s", "seek beyond 1 s"),
        new("burst-60ms", "beyond 60 ms a burst of speed for 1 s"),
        new("rate-1.1x", "beyond 0.5 s at most 1.1x"),
    ];

    public static IReadOnlyList<Policy> All { get; } = [Matinee, .. Others];
}
