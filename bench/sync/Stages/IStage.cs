using Matinee.Bench.Sync.Browsers;
using Matinee.Bench.Sync.Recording;

namespace Matinee.Bench.Sync.Stages;

/// <summary>A film that several watch together, for one run: Matinee's, or one that a policy of others keeps together.</summary>
internal interface IStage : IAsyncDisposable
{
    /// <summary>The host first.</summary>
    IReadOnlyList<Viewer> Viewers { get; }

    /// <summary>Opens the page of the next viewer; the first is the host.</summary>
    Task OpenNextAsync();

    Task PlayAsync();

    Task PauseAsync();

    Task SeekAsync(double seconds);

    /// <param name="speed">Times the film's own.</param>
    Task SetSpeedAsync(double speed);

    /// <summary>Whether the host's controls offer a pause.</summary>
    Task<bool> IsPlayingAsync();

    /// <summary>Called when the window begins and when it is over, to compare the server's clock.</summary>
    Task CalibrateBeforeAsync();

    Task CalibrateAfterAsync();

    /// <summary>Where the film should have been, seconds, at a moment of the harness's clock; null where nobody says.</summary>
    double? ExpectedAt(double at);
}
