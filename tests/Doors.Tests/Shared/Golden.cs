using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Matinee.Doors.Tests.Shared;

/// <summary>
/// Compares an answer with a file beside the test, after masking what differs from run to run. With MATINEE_GOLDEN=write the
/// files are written instead: look at the difference before you keep it.
/// </summary>
public static partial class Golden
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="name">Of the file <c>golden/{name}.json</c> beside the calling test.</param>
    public static void Matches(string name, Answer answer, [CallerFilePath] string test = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(test)!, "golden", $"{name}.json");
        var actual = Mask(JsonSerializer.Serialize(answer.Json, Indented)) + "\n";
        if (Environment.GetEnvironmentVariable("MATINEE_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.ReadAllText(file), actual);
        Exercised.Compared($"{Path.GetFileName(Path.GetDirectoryName(test))}/{name}");
    }

    private static string Mask(string json)
    {
        json = Id().Replace(json, "<id>");
        json = Time().Replace(json, "<time>");
        json = Jwt().Replace(json, "<jwt>");
        return Opaque().Replace(json, "\"<token>\"");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", RegexOptions.None, 1000)]
    private static partial Regex Time();

    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]{43}", RegexOptions.None, 1000)]
    private static partial Regex Jwt();

    [GeneratedRegex("\"[\\w-]{43}\"", RegexOptions.None, 1000)]
    private static partial Regex Opaque();
}
