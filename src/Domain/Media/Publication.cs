namespace Matinee.Domain.Media;

/// <summary>Moves renditions from where they are made to where they are served from, and counts them on the way.</summary>
internal sealed class Publication
{
    private readonly PackagingOrder order;
    private readonly string target;
    private readonly IReadOnlyList<Part> parts;

    /// <param name="work">Holds a folder for each of the order's templates, as does <paramref name="target"/> in the end.</param>
    public Publication(PackagingOrder order, string work, string target)
    {
        this.order = order;
        this.target = target;
        parts = [.. order.Templates.Select(template => new Part(template, Path.Combine(work, template.Name)))];
    }

    /// <summary>Something came out of everything that was wanted.</summary>
    public bool HasAll => parts.All(part => part.Tally.Count > 0);

    /// <summary>Seconds of the longest rendition.</summary>
    public double Length => Lengths.DefaultIfEmpty().Max();

    /// <summary>Seconds of each, in the order's own order.</summary>
    public IReadOnlyList<double> Lengths => [.. parts.Select(part => part.Tally.Length)];

    /// <summary>For an order whose renditions were all published before, by an attempt that could not say so any more.</summary>
    public static Publication OfFinished(PackagingOrder order, string target)
    {
        var publication = new Publication(order, target, target);
        foreach (var part in publication.parts) part.Tally.Read();
        return publication;
    }

    /// <summary>Counts the segments that were finished since; publishes them if the order grows.</summary>
    /// <exception cref="InvalidDataException">They are not what players can use.</exception>
    /// <exception cref="SegmentTooLongException">One with pictures exceeds <see cref="FilmPackager.LongestSegment"/>; it is not published.</exception>
    public void Advance()
    {
        foreach (var part in parts)
        {
            var from = part.Tally.Count;
            if (!part.Tally.Read()) continue;
            if (part.Template.Kind is RenditionKind.Picture && part.Tally.Longest >= FilmPackager.LongestSegment) throw new SegmentTooLongException();
            if (order.Grows) PublishSegments(part, from);
        }
    }

    /// <summary>What has been counted.</summary>
    public IReadOnlyList<Rendition> Renditions(bool isComplete) =>
        isComplete || (order.Grows && HasAll)
            ? [.. parts.Where(part => part.Tally.Count > 0).Select(part => part.Tally.ToRendition(part.Template, isComplete))]
            : [];

    /// <summary>Publishes whatever is not published yet. Each rendition appears whole, or bears its sign of completeness last.</summary>
    public void Complete()
    {
        Directory.CreateDirectory(target);
        foreach (var part in parts)
        {
            var published = Path.Combine(target, part.Template.Name);
            if (SegmentFolder.IsComplete(published)) continue;
            if (order.Grows)
            {
                File.Move(Path.Combine(part.Folder, SegmentFolder.ListFile), Path.Combine(published, SegmentFolder.ListFile), overwrite: true);
            }
            else
            {
                MediaFiles.DeleteFolder(published);
                Directory.Move(part.Folder, published);
            }
        }
    }

    private void PublishSegments(Part part, int from)
    {
        var published = Path.Combine(target, part.Template.Name);
        if (from == 0) PublishInit(part, published);
        for (var segment = from; segment < part.Tally.Count; segment++)
        {
            var name = Rendition.FileOf(segment);
            var (made, there) = (Path.Combine(part.Folder, name), Path.Combine(published, name));
            if (File.Exists(there)) File.Delete(made);
            else File.Move(made, there);
        }
    }

    /// <summary>Segments of an earlier attempt stay only if they belong to the very same init segment.</summary>
    private static void PublishInit(Part part, string published)
    {
        var (made, there) = (Path.Combine(part.Folder, Rendition.InitFile), Path.Combine(published, Rendition.InitFile));
        if (File.Exists(there) && File.ReadAllBytes(there).AsSpan().SequenceEqual(File.ReadAllBytes(made))) return;
        MediaFiles.DeleteFolder(published);
        Directory.CreateDirectory(published);
        File.Copy(made, there);
    }

    private sealed record Part(Rendition Template, string Folder)
    {
        public SegmentTally Tally { get; } = new(Folder);
    }
}
