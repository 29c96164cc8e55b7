namespace Matinee.Browser.Tests.Recording;

/// <summary>What else the machine had to do, for whoever reads the measurements.</summary>
internal static class Machine
{
    /// <summary>Processes that wanted to run, on average over the last minute, and the cores there were for them.</summary>
    public static async Task<string> LoadAsync()
    {
        const string Source = "/proc/loadavg";
        var load = File.Exists(Source) ? (await File.ReadAllTextAsync(Source)).Split(' ')[0] : "unknown";
        return $"{load} on {Environment.ProcessorCount} cores";
    }
}
