using System.Globalization;

namespace Matinee.Browser.Tests.Recording;

/// <summary>What was measured, one line a phase, kept beside the test program for whoever wants to compare runs.</summary>
internal static class Results
{
    private static readonly string File = Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "results")).FullName, "skew.csv");

    public static Task AddAsync(string phase, Skew skew) => System.IO.File.AppendAllTextAsync(
        File, string.Create(CultureInfo.InvariantCulture, $"{phase},{skew.P50:F2},{skew.P95:F2},{skew.P99:F2},{skew.Max:F2},{skew.Coverage:F3}\n"));
}
