using System.Text.Json;

namespace Matinee.SocketIo.Load;

/// <summary>What must be the same in all rounds of a comparison.</summary>
internal sealed record Setup(double WindowSeconds, int Connections);

/// <summary>All measurements of the comparison. They are kept in a file, so that a later run can add rounds to them.</summary>
internal sealed record Samples(Setup Setup, List<Sample> FanOut, List<MemorySample> Memory)
{
    private const string Path = "samples.json"; // beside the projects, not in the repository

    /// <summary>How many rounds there are, which is also the number of the next.</summary>
    public int Rounds => 1 + FanOut.Select(sample => sample.Round).Concat(Memory.Select(sample => sample.Round)).DefaultIfEmpty(-1).Max();

    /// <exception cref="InvalidOperationException">The earlier rounds were measured otherwise.</exception>
    public static Samples Open(Setup setup, bool append)
    {
        if (!append || !File.Exists(Path) || JsonSerializer.Deserialize<Samples>(File.ReadAllText(Path)) is not { } earlier)
            return new Samples(setup, [], []);
        return earlier.Setup == setup
            ? earlier
            : throw new InvalidOperationException($"The earlier rounds have another set-up: {earlier.Setup}, not {setup}.");
    }

    public void Save() => File.WriteAllText(Path, JsonSerializer.Serialize(this));
}
