using System.Text;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Matinee.Doors.WatchParty.Videos;

/// <summary>A multipart form with a subtitle file and what is said of it, in any order; never more of it in memory than a subtitle may have.</summary>
internal sealed class SubtitleForm(MultipartReader reader)
{
    private const int MostParts = 16;

    // Bytes of a field.
    private const int LongestField = 1024;

    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);

    public static Refusal NoForm { get; } = Refusal.Invalid("file", "Send the subtitle as multipart/form-data with a field named file.");

    public ReadOnlyMemory<byte> File { get; private set; }

    /// <summary>As the client sent it: text to be cleaned, never a path.</summary>
    public string? FileName { get; private set; }

    public SubtitleDetails Details { get; private set; } = new();

    /// <exception cref="IOException">The form ends too early.</exception>
    /// <exception cref="InvalidDataException">The form is malformed.</exception>
    public async Task<Outcome<Done>> ReadAsync(CancellationToken ct)
    {
        var hasFile = false;
        for (var parts = 0; await reader.ReadNextSectionAsync(ct) is { } section; parts++)
        {
            if (parts == MostParts) return Refusal.Invalid("file", $"The form has more than {MostParts} parts.");
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                return Refusal.Invalid("file", "The form has a part that is neither a field nor a file.");
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (name is "file" && hasFile) return Refusal.Invalid("file", "The form has more than one file.");
            var most = name is "file" ? Subtitles.MostBytes : LongestField;

            // One byte more than is taken tells what is too long; the domain says what a subtitle file is that is too large.
            var bytes = await ReadAsync(section.Body, most + 1, ct);
            if (name is "file")
            {
                (hasFile, File) = (true, bytes);
                FileName = (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).Value;
                if (bytes.Length > most) break;
            }
            else if (bytes.Length > most || !fields.TryAdd(name, Encoding.UTF8.GetString(bytes.Span)))
            {
                return Refusal.Invalid(name, bytes.Length > most ? "This field is too long." : "The form has this field twice.");
            }
        }

        return hasFile ? Describe() : NoForm;
    }

    private Outcome<Done> Describe()
    {
        var isDefault = Text("default") switch
        {
            null or "false" or "0" => false,
            "true" or "1" => true,
            _ => (bool?)null,
        };
        if (isDefault is null) return Refusal.Invalid("default", "default must be true or false.");
        Details = new SubtitleDetails(Text("language"), Text("label"), isDefault);
        return default(Done);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, int most, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (bytes.Length < most && await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - bytes.Length)), ct) is var count and > 0)
            bytes.Write(buffer, 0, count);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>Null when absent or blank: a form sends an empty field for what was not filled in.</summary>
    private string? Text(string name) => fields.TryGetValue(name, out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;
}
