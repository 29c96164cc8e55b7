using System.Globalization;

namespace Matinee.Domain.Media;

/// <summary>Which sizes a film is offered in. Pure.</summary>
internal static class LadderRules
{
    // A size is left out where the next one has nearly as many lines.
    private const double Distinct = 0.9;

    // Bits a second of 360 lines at 30 pictures a second; more lines need somewhat less than their pixels say.
    private const double BitsAt360 = 800_000;
    private const double Growth = 1.7;

    /// <summary>From the smallest to the largest; at least one, and none has more lines than the film.</summary>
    /// <param name="sizes">The sizes that are wanted, in lines.</param>
    public static IReadOnlyList<Rung> Of(MediaStream picture, IReadOnlyCollection<int> sizes)
    {
        var lines = LinesOf(picture);
        var top = sizes.Count == 0 ? lines : Math.Min(lines, sizes.Max());
        return [.. Below(picture, top, sizes), RungOf(picture, top)];
    }

    /// <summary>The sizes that are encoded beside a film whose own pictures are copied.</summary>
    public static IReadOnlyList<Rung> BelowSource(MediaStream picture, IReadOnlyCollection<int> sizes) => [.. Below(picture, LinesOf(picture), sizes)];

    /// <summary>The rung that the film's own pictures are.</summary>
    public static Rung Source(MediaStream picture) => RungOf(picture, LinesOf(picture));

    private static IEnumerable<Rung> Below(MediaStream picture, double top, IEnumerable<int> sizes) =>
        sizes.Where(size => size < top * Distinct).Distinct().Order().Select(size => RungOf(picture, size));

    /// <summary>Lines of the 16:9 frame, lying or standing, that holds the picture: 1920x800 counts as 1080.</summary>
    private static double LinesOf(MediaStream picture)
    {
        var (width, height) = Shown(picture);
        return Math.Max(Math.Min(width, height), Math.Max(width, height) * 9 / 16);
    }

    private static Rung RungOf(MediaStream picture, double lines)
    {
        var (width, height) = Shown(picture);
        var scale = Math.Min(1, lines / LinesOf(picture));
        var named = NameOf(lines);
        var fast = picture.FrameRate is > 31 ? 1.4 : 1;
        return new Rung(named, Even(width * scale), Even(height * scale), (long)(BitsAt360 * Math.Pow(lines / 360, Growth) * fast));
    }

    /// <summary>A usual size where the film is nearly that: 1072 lines are called 1080.</summary>
    private static int NameOf(double lines)
    {
        int[] usual = [2160, 1440, 1080, 720, 480, 360, 240];
        var near = usual.FirstOrDefault(size => Math.Abs(size - lines) <= size * 0.04);
        return near > 0 ? near : (int)Math.Round(lines);
    }

    private static (double Width, double Height) Shown(MediaStream picture)
    {
        var width = picture.Width * picture.SampleAspect;
        return picture.Rotation % 180 == 0 ? (width, picture.Height) : (picture.Height, width);
    }

    /// <summary>4:2:0 halves both sides.</summary>
    private static int Even(double pixels) => Math.Max(2, (int)Math.Round(pixels / 2) * 2);
}

/// <param name="Lines">What the size is called by, and its identity within the film.</param>
/// <param name="MostBits">Bits a second that its pictures may take.</param>
internal sealed record Rung(int Lines, int Width, int Height, long MostBits)
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{(IsSecond ? 'e' : 'v')}{Lines}");

    /// <summary>Somebody may have seen segments of this name that were others: those of a copy that was given up.</summary>
    public bool IsSecond { get; init; }

    public string Label => string.Create(CultureInfo.InvariantCulture, $"{Lines}p");
}
