using System.Globalization;
using System.Xml.Linq;

namespace Matinee.Domain.Media;

/// <summary>Writes the manifest of ISO/IEC 23009-1 for a film that is complete: static, one period, a timeline for every rendition.</summary>
internal static class DashManifest
{
    public const string File = "manifest.mpd";

    private static readonly XNamespace Mpd = "urn:mpeg:dash:schema:mpd:2011";

    public static string Write(Package package)
    {
        var duration = package.Pictures.Concat(package.Sounds).Select(rendition => rendition.Length).DefaultIfEmpty().Max();
        var period = new XElement(Mpd + "Period", new XAttribute("id", "film"), new XAttribute("start", "PT0S"));
        period.Add(Pictures([.. package.Pictures]));
        foreach (var sound in package.Sounds) period.Add(Sound(sound));
        foreach (var track in package.Subtitles) period.Add(Subtitles(track));
        var root = new XElement(
            Mpd + "MPD",
            new XAttribute("profiles", "urn:mpeg:dash:profile:isoff-live:2011"),
            new XAttribute("type", "static"),
            new XAttribute("mediaPresentationDuration", Time(duration)),
            new XAttribute("minBufferTime", "PT4S"),
            period);
        return $"""<?xml version="1.0" encoding="utf-8"?>{'\n'}{root}{'\n'}""";
    }

    private static XElement Pictures(IReadOnlyList<Rendition> pictures)
    {
        var set = Set("video", "video/mp4");
        set.Add(
            new XAttribute("segmentAlignment", AreAligned(pictures) ? "true" : "false"),
            new XAttribute("startWithSAP", "1"),
            new XAttribute("maxWidth", pictures.Max(picture => picture.Width)),
            new XAttribute("maxHeight", pictures.Max(picture => picture.Height)));
        foreach (var picture in pictures)
        {
            var representation = Representation(picture);
            representation.Add(new XAttribute("width", picture.Width), new XAttribute("height", picture.Height), new XAttribute("sar", picture.SampleAspect));
            if (picture.FrameRate is { } rate) representation.Add(new XAttribute("frameRate", FrameRates.Ratio(rate)));
            representation.Add(Segments(picture));
            set.Add(representation);
        }

        return set;
    }

    private static XElement Sound(Rendition sound)
    {
        var set = Set("audio", "audio/mp4");
        set.Add(new XAttribute("lang", sound.Language), new XAttribute("segmentAlignment", "true"), new XAttribute("startWithSAP", "1"));
        set.Add(new XElement(Mpd + "Label", sound.Label), Role(sound.IsDefault ? "main" : "alternate"));
        var representation = Representation(sound);
        representation.Add(new XAttribute("audioSamplingRate", sound.SampleRate));
        representation.Add(
            new XElement(
                Mpd + "AudioChannelConfiguration",
                new XAttribute("schemeIdUri", "urn:mpeg:dash:23003:3:audio_channel_configuration:2011"),
                new XAttribute("value", sound.Channels)),
            Segments(sound));
        set.Add(representation);
        return set;
    }

    // The bandwidth is required and means nothing for one small file.
    private static XElement Subtitles(SubtitleTrack track)
    {
        var set = Set("text", "text/vtt");
        set.Add(new XAttribute("lang", track.Language), new XElement(Mpd + "Label", track.Label));
        set.Add(Role(track.IsForced ? "forced-subtitle" : "subtitle"));
        if (track.IsDefault) set.Add(Role("main"));
        set.Add(new XElement(
            Mpd + "Representation",
            new XAttribute("id", track.Name),
            new XAttribute("bandwidth", 1000),
            new XElement(Mpd + "BaseURL", track.Name + ".vtt")));
        return set;
    }

    private static XElement Set(string content, string type) =>
        new(Mpd + "AdaptationSet", new XAttribute("contentType", content), new XAttribute("mimeType", type));

    private static XElement Role(string value) =>
        new(Mpd + "Role", new XAttribute("schemeIdUri", "urn:mpeg:dash:role:2011"), new XAttribute("value", value));

    private static XElement Representation(Rendition rendition) =>
        new(
            Mpd + "Representation",
            new XAttribute("id", rendition.Name),
            new XAttribute("codecs", rendition.Codecs),
            new XAttribute("bandwidth", rendition.PeakBandwidth));

    private static XElement Segments(Rendition rendition)
    {
        var timeline = new XElement(Mpd + "SegmentTimeline");
        for (var segment = 0; segment < rendition.Durations.Count;)
        {
            var length = rendition.Durations[segment];
            var run = rendition.Durations.Skip(segment).TakeWhile(other => other == length).Count();
            var entry = new XElement(Mpd + "S", new XAttribute("d", length));
            if (segment == 0) entry.SetAttributeValue("t", 0);
            if (run > 1) entry.SetAttributeValue("r", run - 1);
            timeline.Add(entry);
            segment += run;
        }

        return new XElement(
            Mpd + "SegmentTemplate",
            new XAttribute("timescale", rendition.Timescale),
            new XAttribute("startNumber", 0),
            new XAttribute("initialization", "$RepresentationID$/" + Rendition.InitFile),
            new XAttribute("media", "$RepresentationID$/$Number%05d$.m4s"),
            timeline);
    }

    /// <summary>Whether every segment begins at the same instant in all of them: a player may then change at any.</summary>
    private static bool AreAligned(IReadOnlyList<Rendition> pictures) =>
        pictures.All(picture => picture.Durations.Count == pictures[0].Durations.Count
            && picture.Durations.Zip(pictures[0].Durations).SkipLast(1).All(pair =>
                pair.First * pictures[0].Timescale == pair.Second * picture.Timescale));

    private static string Time(double seconds) => string.Create(CultureInfo.InvariantCulture, $"PT{seconds:0.000}S");
}
