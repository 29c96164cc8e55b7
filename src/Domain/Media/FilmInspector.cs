namespace Matinee.Domain.Media;

/// <summary>Everything that must hold before a film is taken: it is one, we can decode it, all of it is there, it shows a picture.</summary>
internal sealed class FilmInspector(MediaTools tools)
{
    private readonly Probe probe = new(tools);
    private readonly Poster posters = new(tools);

    /// <summary>Writes the poster when the film is fine.</summary>
    /// <exception cref="MediaToolException">ffprobe or ffmpeg does not run here; the film may be fine.</exception>
    public async Task<Inspection> InspectAsync(string film, string poster, CancellationToken ct)
    {
        if (new FileInfo(film) is not { Exists: true, Length: > 0 }) return new Inspection(null, "The file is empty.");
        var (facts, fault) = await probe.ReadAsync(film, ct);
        if (facts is null) return new Inspection(null, fault ?? "This is not a film that can be read: it is no MP4, WebM, Matroska, AVI, MPEG, WMV, FLV or Ogg file, or its beginning or end is missing.");
        if (PlayableRules.ReasonAgainst(facts) is { } reason) return new Inspection(facts, reason);
        var duration = facts.Duration!.Value;
        if (await probe.FaultOfEndAsync(film, facts, ct) is { } missing) return new Inspection(facts, missing);
        return new Inspection(facts, await posters.MakeAsync(film, facts.Picture!, duration, poster, ct));
    }
}

/// <param name="Facts">Null when the file is no film.</param>
/// <param name="Fault">A sentence for the owner; null for a film that is fine, which then has a poster.</param>
internal sealed record Inspection(MediaFacts? Facts, string? Fault)
{
    /// <summary>A sentence for the owner of a film that is fine but not whole; null when there is nothing to say.</summary>
    public string? Note => Fault is null && Facts is not null ? DrawnSubtitles.SentenceOnFilm(Facts) : null;

    /// <summary>Browsers play the file as it is.</summary>
    public bool PlaysDirectly => Fault is null && Facts is not null && PlayableRules.PlaysDirectly(Facts);
}
