using System.Text.Json;

namespace Matinee.Bench.Sync.Stages;

/// <summary>Where the server says that the film is. Before a state takes effect the film stands at its position.</summary>
internal sealed class Timeline
{
    private readonly Lock gate = new();
    private readonly List<State> states = [];

    /// <param name="heard">Milliseconds of the harness's clock.</param>
    public void Add(JsonElement playback, double heard)
    {
        var state = new State(
            heard,
            playback.GetProperty("timestamp").GetDouble(),
            playback.GetProperty("isPlaying").GetBoolean(),
            playback.GetProperty("playbackRate").GetDouble(),
            playback.GetProperty("effectiveAt").GetDouble());
        lock (gate) states.Add(state);
    }

    /// <param name="heard">The harness's clock; what was heard later is not known yet.</param>
    /// <param name="server">The server's clock at the same moment.</param>
    public double? PositionAt(double heard, double server)
    {
        lock (gate)
        {
            if (states.FindLast(state => state.Heard <= heard) is not { } state) return null;
            var elapsed = state.IsPlaying ? Math.Max(0, server - state.EffectiveAt) / 1000 : 0;
            return state.Position + (elapsed * state.Rate);
        }
    }

    private sealed record State(double Heard, double Position, bool IsPlaying, double Rate, double EffectiveAt);
}
