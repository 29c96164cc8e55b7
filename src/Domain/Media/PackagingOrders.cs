using Matinee.Domain.Kernel;

namespace Matinee.Domain.Media;

/// <summary>What is ordered for a film with these facts.</summary>
internal sealed class PackagingOrders(VideoId video, string attempt, string film, MediaFacts facts, MediaOptions options, long keepFreeBytes)
{
    // An argument may have 128 KiB; longer films keep the even grid, which serves nearly as well.
    private const int MostCuts = 8000;

    private MediaStream Picture => facts.Picture!;

    private IReadOnlyList<double?> Lengths => [facts.EndOf(Picture), .. EncodingArguments.SoundsOf(facts).Select(facts.EndOf)];

    public PackagingOrder Copy() =>
        new(
            video,
            attempt,
            folder => EncodingArguments.Copy(film, facts, folder),
            [PictureOf(LadderRules.Source(Picture), Picture.FrameRate) with { MostSeconds = FilmPackager.MostSeconds }, .. Sounds()],
            Lengths,
            facts.Duration!.Value,
            Grows: true,
            IsUrgent: true,
            keepFreeBytes);

    public PackagingOrder First()
    {
        var rung = Named(LadderRules.Of(Picture, options.Sizes)[0]);
        return new(
            video,
            attempt,
            folder => EncodingArguments.Encode(film, facts, rung, cuts: null, withSounds: true, folder),
            [PictureOf(rung), .. Sounds()],
            Lengths,
            facts.Duration!.Value,
            Grows: true,
            IsUrgent: true,
            keepFreeBytes);
    }

    /// <param name="wanted">One of the film's sizes.</param>
    /// <param name="published">Complete pictures of the film, whose segments this size shall begin together with.</param>
    public PackagingOrder Rung(Rung wanted, Rendition published)
    {
        var rung = Named(wanted);
        var cuts = published.Durations.Count <= MostCuts ? Cuts(published) : null;
        return new(
            video,
            attempt,
            folder => EncodingArguments.Encode(film, facts, rung, cuts, withSounds: false, folder),
            [PictureOf(rung)],
            [published.Length],
            published.Length,
            Grows: false,
            IsUrgent: false,
            keepFreeBytes);
    }

    /// <summary>What could be copied is encoded in its own size only after a copy was given up.</summary>
    private Rung Named(Rung rung) =>
        rung with { IsSecond = rung.Lines == LadderRules.Source(Picture).Lines && PlayableRules.MayCopyPicture(Picture) };

    private static IReadOnlyList<double> Cuts(Rendition rendition)
    {
        var cuts = new List<double>(rendition.Durations.Count);
        var at = 0L;
        foreach (var duration in rendition.Durations)
        {
            cuts.Add(at / (double)rendition.Timescale);
            at += duration;
        }

        return cuts;
    }

    private Rendition PictureOf(Rung rung) => PictureOf(rung, Rate(FrameRates.Encoded(Picture)));

    private static Rendition PictureOf(Rung rung, double? frameRate) =>
        Template(rung.Name, RenditionKind.Picture) with { Label = rung.Label, FrameRate = frameRate };

    private static double Rate(string ratio)
    {
        var parts = ratio.Split('/');
        var above = double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
        return parts.Length == 1 ? above : above / double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private IEnumerable<Rendition> Sounds()
    {
        var sounds = EncodingArguments.SoundsOf(facts);
        var tags = sounds.Select(sound => Languages.TagOf(sound.Language)).ToList();
        var labels = TrackLabels.Of([.. sounds.Zip(tags).Select(pair => (pair.Second, pair.First.Title))]);
        return sounds.Select((_, position) => Template(EncodingArguments.SoundName(position), RenditionKind.Sound) with
        {
            Label = labels[position],
            Language = tags[position],
            IsDefault = position == 0,
        });
    }

    /// <summary>The segments fill in the rest.</summary>
    private static Rendition Template(string name, RenditionKind kind) => new()
    {
        Name = name,
        Kind = kind,
        Codecs = string.Empty,
        Timescale = 1,
        Durations = [],
        PeakBandwidth = 0,
        AverageBandwidth = 0,
        IsComplete = false,
    };
}
