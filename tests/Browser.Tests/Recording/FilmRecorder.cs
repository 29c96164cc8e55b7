namespace Matinee.Browser.Tests.Recording;

/// <summary>
/// Observes the film of one page from outside the product: <c>recorder.js</c> notes the machine's clock and the position in
/// every frame. Each page's clock is compared with the harness's, so that tracks of different browsers share one clock.
/// </summary>
internal sealed class FilmRecorder(IPage page)
{
    private const int ClockReadings = 25;

    private static readonly Lazy<string> Script = new(ReadScript);

    /// <summary>Must run before the first page is opened.</summary>
    public static Task InjectAsync(IBrowserContext context) => context.AddInitScriptAsync(Script.Value);

    /// <summary>What the film did in the window that begins now.</summary>
    public static async Task<(FilmTrack One, FilmTrack Other)> WatchAsync(FilmRecorder one, FilmRecorder other, TimeSpan window)
    {
        var from = HarnessClock();
        await Task.Delay(window);
        return (await one.TakeAsync(from), await other.TakeAsync(from));
    }

    /// <summary>Unix milliseconds.</summary>
    public static double HarnessClock() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    /// <param name="from">Milliseconds of the harness's clock.</param>
    public async Task<FilmTrack> TakeAsync(double from)
    {
        var ahead = await ClockAheadAsync();
        var rows = await page.EvaluateAsync<double[][]>("from => window.recordedFilm(from)", from + ahead);
        return new FilmTrack([.. rows.Select(row => new FilmSample(row[0] - ahead, row[1], row[2] > 0))]);
    }

    /// <summary>Milliseconds by which the page's clock is ahead of the harness's: the reading with the shortest way is the truest.</summary>
    public async Task<double> ClockAheadAsync()
    {
        var best = (Way: double.MaxValue, Ahead: 0d);
        for (var i = 0; i < ClockReadings; i++)
        {
            var sent = HarnessClock();
            var read = await page.EvaluateAsync<double>("window.recorderClock()");
            var way = HarnessClock() - sent;
            if (way < best.Way) best = (way, read - sent - (way / 2));
        }

        return best.Ahead;
    }

    private static string ReadScript()
    {
        using var stream = typeof(FilmRecorder).Assembly.GetManifestResourceStream("recorder.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
