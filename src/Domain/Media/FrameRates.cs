using System.Globalization;

namespace Matinee.Domain.Media;

/// <summary>Rates as films are made: whole numbers, and those of NTSC, which are 1000/1001 of one.</summary>
internal static class FrameRates
{
    private const int Fastest = 60;

    // What a file says is rounded, or an average over a film with a few pictures missing.
    private const double Tolerance = 0.005;

    private static readonly (int Above, int Below)[] Standard =
        [(24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1), (60000, 1001), (60, 1), (15, 1), (12, 1), (10, 1)];

    /// <summary>
    /// The even rate at which a film is encoded: a standard one near what the file says. Pictures that come unevenly, as from
    /// telephones and screen recordings, get the rate of their fastest part up to 60, so that none is lost.
    /// </summary>
    public static string Encoded(MediaStream picture)
    {
        if (picture.FrameRate is { } average && Nearest(average) is { } near) return near;
        if (picture.TopFrameRate is { } top && top <= Fastest * (1 + Tolerance)) return Nearest(top) ?? Whole(top);
        return picture.FrameRate is { } rate ? Whole(rate) : "30";
    }

    /// <summary>As <c>30000/1001</c> or <c>25</c>.</summary>
    public static string Ratio(double rate) => Nearest(rate) ?? Whole(rate);

    private static string? Nearest(double rate)
    {
        var (above, below) = Standard.MinBy(known => Math.Abs(rate - (known.Above / (double)known.Below)));
        var isNear = Math.Abs(rate - (above / (double)below)) <= rate * Tolerance;
        if (!isNear) return null;
        return below == 1 ? above.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{above}/{below}");
    }

    private static string Whole(double rate) => ((int)Math.Clamp(Math.Round(rate), 1, Fastest)).ToString(CultureInfo.InvariantCulture);
}
