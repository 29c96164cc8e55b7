using System.Globalization;
using System.Text.Json;

namespace Matinee.Bench.Sync.Recording;

/// <summary>What the film of a page is doing now.</summary>
/// <param name="Ahead">Seconds that are buffered from the position on.</param>
/// <param name="Shown">Media time of the frame on the screen, seconds.</param>
/// <param name="Dropped">Frames since the film was loaded that were not shown, of <paramref name="Frames"/>.</param>
internal sealed record FilmState(
    double Position, bool Paused, bool Seeking, double Rate, int ReadyState, double Ahead, double Shown, long Dropped, long Frames)
{
    private const int HaveFutureData = 3;

    public bool CanGoOn => ReadyState >= HaveFutureData && !Seeking;

    public bool Stands => Paused && !Seeking;
}

/// <summary>The recorder in one page, and that page's clock.</summary>
internal sealed class Recorder(IPage page)
{
    private const int Paused = 1;
    private const int Seeking = 2;
    private const int HaveFutureData = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private Calibration before;
    private Calibration after;

    public ClockLine Clock => new(before, after);

    /// <summary>One script: of several the browser does not promise the order.</summary>
    public static string Script(double? driftPpm = null, bool canBeHidden = false)
    {
        var script = Resource.Read("recorder.js");
        if (driftPpm is { } ppm)
            script += Resource.Read("drift.js").Replace("driftPpm", ppm.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return canBeHidden ? script + Resource.Read("hidden.js") : script;
    }

    public async Task CalibrateBeforeAsync() => before = await CalibrateAsync();

    public async Task CalibrateAfterAsync() => after = await CalibrateAsync();

    public async Task<FilmState?> FilmAsync() =>
        await page.EvaluateAsync<JsonElement>("matineeRecorder.film()") is { ValueKind: JsonValueKind.Object } film
            ? film.Deserialize<FilmState>(Json)
            : null;

    public Task<double> PictureAsync() => page.EvaluateAsync<double>("matineeRecorder.picture()");

    /// <summary>Everything since the page was opened. Both calibrations come before this.</summary>
    public async Task<Track> TakeAsync()
    {
        using var taken = JsonDocument.Parse(await page.EvaluateAsync<string>("JSON.stringify(matineeRecorder.take())"));
        var samples = taken.RootElement.GetProperty("samples").EnumerateArray().Select(ToSample);
        var events = taken.RootElement.GetProperty("events").EnumerateArray()
            .Select(row => new FilmEvent(Clock.ToHarness(row[0].GetDouble()), row[1].GetString()!, row[2].GetDouble()));
        return new Track([.. samples], [.. events]);
    }

    private Sample ToSample(JsonElement row)
    {
        var flags = row[2].GetInt32();
        return new Sample(
            Clock.ToHarness(row[0].GetDouble()),
            row[1].GetDouble(),
            Runs: (flags & (Paused | Seeking)) == 0,
            row[3].GetDouble(),
            HasData: (flags & Seeking) == 0 && row[4].GetInt32() >= HaveFutureData);
    }

    private Task<Calibration> CalibrateAsync() => Calibration.TakeAsync(() => page.EvaluateAsync<double>("matineeRecorder.clock()"));
}
