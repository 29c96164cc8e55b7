using System.Text;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Doors.WatchParty.Videos;

namespace Matinee.Doors.WatchParty.Tus;

/// <summary>
/// The header Upload-Metadata: pairs of a key and a base64 text, separated by commas. Clients name the file <c>filename</c> or
/// <c>name</c>; the fields of a film have the names that the form has. Other keys are kept and sent back, and not read.
/// </summary>
internal sealed record TusMetadata(string Raw, string FileName, VideoDetails Details)
{
    private const int MostKeys = 32;
    private const int LongestFileName = 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Outcome<TusMetadata> Read(IHeaderDictionary headers)
    {
        var raw = headers["Upload-Metadata"].ToString();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in raw.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', 2);
            if (values.Count == MostKeys || !IsKey(parts[0]) || Decode(parts is [_, var encoded] ? encoded : "") is not { } text || !values.TryAdd(parts[0], text))
                return new Refusal(RefusalKind.Invalid, "The header Upload-Metadata cannot be read.");
        }

        var faults = new List<FieldFault>();
        var details = new VideoDetails
        {
            Title = Text(values, "title"),
            Description = Text(values, "description"),
            Visibility = VideoListQuery.VisibilityOf(Text(values, "visibility"), faults),
            AllowDownload = Flag(values, "allow_download", faults),
            RequirePremium = Flag(values, "require_premium", faults),
        };
        if (faults.Count > 0) return Refusal.Invalid(faults);
        var name = Text(values, "filename") ?? Text(values, "name") ?? string.Empty;
        return new TusMetadata(raw, name.Length > LongestFileName ? string.Empty : name, details);
    }

    private static bool IsKey(string key) => key.Length is > 0 and <= 255 && key.All(character => character is > ' ' and <= '~' and not ',');

    /// <summary>Null when it is no base64 of a text that can be stored.</summary>
    private static string? Decode(string encoded)
    {
        try
        {
            var text = Strict.GetString(Convert.FromBase64String(encoded));
            return text.Contains('\0') ? null : text;
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? Text(Dictionary<string, string> values, string key) =>
        values.TryGetValue(key, out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;

    private static bool? Flag(Dictionary<string, string> values, string key, List<FieldFault> faults)
    {
        switch (Text(values, key))
        {
            case null: return null;
            case "true" or "1": return true;
            case "false" or "0": return false;
            default:
                faults.Add(new FieldFault(key, $"{key} must be true or false."));
                return null;
        }
    }
}
