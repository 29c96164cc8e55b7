using Matinee.Browser.Tests.Fixture;

namespace Matinee.Browser.Tests.Recording;

/// <summary>Whether two viewers are together, by a window of what both films did.</summary>
internal static class SkewCheck
{
    private const double LeastCoverage = 0.8;
    private const int MostWindows = 3;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5.5);

    /// <param name="mostMs">What 95 % of the moments may not exceed.</param>
    /// <returns>The host's track of the window.</returns>
    public static async Task<FilmTrack> StayTogetherAsync(Screening screening, string phase, double mostMs, ITestOutputHelper output)
    {
        for (var left = MostWindows; ; left--)
        {
            var (host, guest) = await FilmRecorder.WatchAsync(screening.Host.Recorder, screening.Guest.Recorder, Window);
            var skew = Skew.Between(host, guest);
            output.WriteLine($"{phase}: {skew}, load {await Machine.LoadAsync()}");
            await Results.AddAsync(phase, skew);
            if (skew.Coverage >= LeastCoverage)
            {
                Assert.True(skew.P95 <= mostMs, $"{phase}: {skew}");
                return host;
            }

            // So few frames that the machine did not let the browsers run: that is no measurement, good or bad.
            Assert.True(left > 1, $"{phase}: no window could be measured; the last one: {skew}");
            await screening.ConvergesAsync();
        }
    }
}
