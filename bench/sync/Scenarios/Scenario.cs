using Matinee.Bench.Sync.Network;
using Matinee.Bench.Sync.Stages;

namespace Matinee.Bench.Sync.Scenarios;

/// <param name="CanBeHidden">The page can be told that another tab is in front of it.</param>
/// <param name="DriftPpm">By how many millionths this viewer's clock runs fast.</param>
internal sealed record ViewerSetup(NetworkPath Path, bool CanBeHidden = false, double? DriftPpm = null);

/// <summary>Who watches over which network, and what happens to them.</summary>
internal sealed record Scenario(string Name, string Title, IReadOnlyList<ViewerSetup> Viewers)
{
    private static readonly TimeSpan UsualSettling = TimeSpan.FromSeconds(1.5);

    /// <summary>What happens once the film runs everywhere. The answer is the moment from which the time to be together counts.</summary>
    public Func<IStage, Random, Task<double>>? Act { get; init; }

    /// <summary>Of the film in the window.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How many open the page before the film starts; the others come in <see cref="Act"/>.</summary>
    public int EarlyViewers { get; init; } = Viewers.Count;

    /// <summary>From when everybody has data, after what happened, until the window begins.</summary>
    public TimeSpan Settling { get; init; } = UsualSettling;

    /// <summary>Whether the policies of others are measured in it too.</summary>
    public bool IsForPolicies { get; init; }

    /// <summary>The film is played in segments over HLS, not as a file.</summary>
    public bool IsOverHls { get; init; }

    /// <summary>A steady scenario is only watched, so it is watched for longer.</summary>
    public bool IsSteady => Act is null;
}
