using System.Diagnostics.CodeAnalysis;
using System.Text;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Matinee.Doors.WatchParty.Videos;

/// <summary>
/// A multipart form with one file and a few fields in any order, read part by part: the file goes straight to the disk, and
/// of the rest only a bounded amount is ever held.
/// </summary>
internal sealed class UploadForm
{
    private const int MostParts = 32;

    // Bytes of all fields together; a description of 5000 characters has at most 20 kB.
    private const int MostFieldBytes = 64 << 10;

    private readonly MultipartReader reader;
    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);
    private int fieldBytes;
    private bool hasFile;

    private UploadForm(MultipartReader reader) => this.reader = reader;

    public static Refusal NoForm { get; } = Refusal.Invalid("file", "Send the film as multipart/form-data with a field named file.");

    /// <summary>As the client sent it: text to be cleaned, never a path.</summary>
    public string? FileName { get; private set; }

    public VideoDetails Details { get; private set; } = new();

    /// <summary>Where the film shall be fetched from; then the form has no file.</summary>
    public string? SourceUrl { get; private set; }

    public static bool TryOpen(HttpRequest request, [NotNullWhen(true)] out UploadForm? form)
    {
        form = MultipartRequests.Open(request) is { } reader ? new UploadForm(reader) : null;
        return form is not null;
    }

    /// <exception cref="IOException">The form ends too early.</exception>
    /// <exception cref="InvalidDataException">The form is malformed.</exception>
    public async Task<Outcome<Done>> ReadAsync(IncomingFilm film, CancellationToken ct)
    {
        for (var parts = 0; await reader.ReadNextSectionAsync(ct) is { } section; parts++)
        {
            if (parts == MostParts) return Refusal.Invalid("file", $"The form has more than {MostParts} parts.");
            var read = await ReadAsync(section, film, ct);
            if (read.IsRefused(out var refusal)) return refusal;
        }

        if (CheckFields().IsRefused(out var fault)) return fault;
        if (!hasFile && SourceUrl is null) return NoForm;
        return hasFile && SourceUrl is not null ? Refusal.Invalid("sourceUrl", "Send the film or its address, not both.") : default(Done);
    }

    /// <summary>The film's bytes, when what stands before them is in order; null when the form has no film.</summary>
    /// <exception cref="IOException">The form ends too early.</exception>
    /// <exception cref="InvalidDataException">The form is malformed.</exception>
    public async Task<Stream?> FindFileAsync(CancellationToken ct)
    {
        for (var parts = 0; parts < MostParts && await reader.ReadNextSectionAsync(ct) is { } section; parts++)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) return null;
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (name is "file") return section.Body;
            if ((await ReadFieldAsync(name, section.Body, ct)).IsRefused(out _)) return null;
        }

        return null;
    }

    /// <summary>The first of these fields that did not come so before the film; null when all did.</summary>
    public string? DiffersFrom(IReadOnlyDictionary<string, string> signed) =>
        signed.FirstOrDefault(field => fields.GetValueOrDefault(field.Key) != field.Value).Key;

    private async Task<Outcome<Done>> ReadAsync(MultipartSection section, IncomingFilm film, CancellationToken ct)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
            return Refusal.Invalid("file", "The form has a part that is neither a field nor a file.");
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        if (name is not "file")
        {
            return disposition.FileName.HasValue || disposition.FileNameStar.HasValue
                ? Refusal.Invalid("file", "The film must be in the field named file; there may be no other files.")
                : await ReadFieldAsync(name, section.Body, ct);
        }

        if (hasFile) return Refusal.Invalid("file", "The form has more than one file.");

        // What came before the film is checked before the film is taken in.
        if (CheckFields().IsRefused(out var refusal)) return refusal;
        hasFile = true;
        FileName = (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).Value;
        return await film.ReceiveAsync(section.Body, ct);
    }

    private async Task<Outcome<Done>> ReadFieldAsync(string name, Stream body, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[4096];
        while (await body.ReadAsync(buffer, ct) is var count and > 0)
        {
            fieldBytes += count;
            if (fieldBytes > MostFieldBytes) return new Refusal(RefusalKind.TooLarge, "The form's fields are too long.");
            bytes.Write(buffer, 0, count);
        }

        return fields.TryAdd(name, Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length))
            ? default(Done)
            : Refusal.Invalid(name, "The form has this field twice.");
    }

    private Outcome<Done> CheckFields()
    {
        var faults = new List<FieldFault>();
        Details = new VideoDetails
        {
            Title = Text("title"),
            Description = Text("description"),
            Visibility = VideoListQuery.VisibilityOf(Text("visibility"), faults),
            AllowDownload = Flag("allow_download", faults),
            RequirePremium = Flag("require_premium", faults),
        };
        SourceUrl = Source(faults);
        faults.AddRange(Uploads.Faults(Details));
        return faults.Count > 0 ? Refusal.Invalid(faults) : default(Done);
    }

    private string? Source(List<FieldFault> faults)
    {
        var url = Text("source_url")?.Trim();
        switch (Text("source_type"))
        {
            case "url" when url is null:
                faults.Add(new FieldFault("source_url", "The film's address is needed."));
                return null;
            case "url": return url;
            case null or "upload": return null;
            default:
                faults.Add(new FieldFault("source_type", "source_type must be upload or url."));
                return null;
        }
    }

    private bool? Flag(string name, List<FieldFault> faults)
    {
        switch (Text(name))
        {
            case null: return null;
            case "true" or "1": return true;
            case "false" or "0": return false;
            default:
                faults.Add(new FieldFault(name, $"{name} must be true or false."));
                return null;
        }
    }

    /// <summary>Null when absent or blank: a form sends an empty field for what was not filled in.</summary>
    private string? Text(string name) => fields.TryGetValue(name, out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;
}
