using Matinee.Bench.Sync.Measuring;

namespace Matinee.Bench.Sync.Report;

/// <summary>All runs so far, on the disk after each, so that a comparison can be made in several calls.</summary>
internal sealed class Published(string? folder, NoiseFloor noise, string machine)
{
    private readonly Dictionary<RunKey, RunResult> runs =
        folder is null ? [] : new ResultFiles(folder).Read().ToDictionary(run => run.Key);

    private readonly List<RunKey> failures = [];

    public string Markdown => new MarkdownReport(runs.Values, failures, noise, machine).ToString();

    public bool HasFailures => failures.Count > 0;

    /// <summary>A run that came to no end each time that it was tried.</summary>
    public void AddFailure(RunKey key) => failures.Add(key);

    /// <summary>A run that was measured before is replaced.</summary>
    public void Add(RunResult run)
    {
        runs[run.Key] = run;
        if (folder is null) return;
        new ResultFiles(folder).Write(runs.Values);
        File.WriteAllText(Path.Combine(folder, "README.md"), Markdown);
        File.WriteAllText(Path.Combine(folder, "skew.svg"), new Picture(runs.Values).ToString());
    }
}
