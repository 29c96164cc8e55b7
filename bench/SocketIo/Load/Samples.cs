using System.Text.Json;

namespace Matinee.SocketIo.Load;

/// <summary>What must be the same in all rounds of a comparison.</summary>
internal sealed record Setup(double WindowSeconds, int Connections);

/// <summary>All measurements of the comparison.</summary>
internal sealed record Samples(Setup Setup, List<Sample> FanOut, List<MemorySample> Memory)
{
    /// <summary>How many rounds there are, which is also the number of the next.</summary>
    public int Rounds => 1 + FanOut.Select(sample => sample.Round).Concat(Memory.Select(sample => sample.Round)).DefaultIfEmpty(-1).Max();

    /// <summary>Goes on with the rounds in the file, if there is one.</summary>
    /// <exception cref="InvalidOperationException">They were measured otherwise.</exception>
    public static Samples Open(Setup setup, string? path)
    {
        if (path is null || !File.Exists(path) || JsonSerializer.Deserialize<Samples>(File.ReadAllText(path)) is not { } earlier)
            return new Samples(setup, [], []);
        return earlier.Setup == setup
            ? earlier
            : throw new InvalidOperationException($"The rounds in {path} have another set-up: {earlier.Setup}, not {setup}.");
    }

    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this));
}
