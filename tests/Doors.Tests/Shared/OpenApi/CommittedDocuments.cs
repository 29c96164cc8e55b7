using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Matinee.Doors.Tests.Shared.OpenApi;

/// <summary>The doors' documents as they are in the source tree, which every answer in a test has to keep to.</summary>
internal static class CommittedDocuments
{
    private static readonly Dictionary<string, string> Folders = new()
    {
        ["player-status"] = "PlayerStatus",
        ["progress"] = "ResumeProgress",
        ["sessions"] = "Sessions",
        ["watchflixx"] = "WatchFlixx",
        ["watchparty"] = "WatchParty",
    };

    private static readonly Lazy<IReadOnlyList<Operation>> Operations = new(() => [.. Names.SelectMany(Read)]);

    public static IReadOnlyList<string> Names => [.. Folders.Keys];

    public static string FileOf(string door, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../src/Doors", Folders[door], "openapi.json"));

    /// <summary>Fails when the status is not among the operation's, or the body not of the shape that the document says.</summary>
    public static void Check(HttpMethod method, string path, Answer answer)
    {
        // What no route takes is not in a document.
        if (answer.Status is 405 || Find(method, path) is not { } operation) return;
        var at = $"{method} {operation.Path} answers {answer.Status}";
        var status = answer.Status == 500 ? "default" : $"{answer.Status}";
        Assert.True(operation.Answers.TryGetProperty(status, out var documented), $"{at}, which its document does not know.");

        // Kestrel drops the body of an answer to HEAD; the tests' own host does not.
        if (method == HttpMethod.Head) return;
        if (!documented.TryGetProperty("content", out var content))
        {
            Assert.True(answer.Text.Length == 0, $"{at} with a body, which its document does not know.");
            return;
        }

        var fault = new SchemaCheck(operation.Document).FaultOf(answer.Json, content.GetProperty("application/json").GetProperty("schema"), "answer");
        Assert.True(fault is null, $"{at}: {fault}\n{answer.Text}");
    }

    /// <summary>A literal part of a path goes before a parameter, as it does in routing.</summary>
    private static Operation? Find(HttpMethod method, string path)
    {
        var parts = Parts(path.Split('?')[0]);
        return Operations.Value
            .Where(operation => operation.Method == method.Method && operation.Parts.Length == parts.Length
                && operation.Parts.Zip(parts).All(pair => IsParameter(pair.First) ? pair.Second.Length > 0 : string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(operation => operation.Parts.Count(IsParameter))
            .FirstOrDefault();
    }

    private static bool IsParameter(string part) => part.StartsWith('{');

    /// <summary>Without one slash at the end, as routing takes it.</summary>
    private static string[] Parts(string path) => (path.EndsWith('/') ? path[..^1] : path).Split('/');

    private static IEnumerable<Operation> Read(string door)
    {
        if (!File.Exists(FileOf(door))) yield break;
        var document = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(FileOf(door)));
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
                yield return new Operation(document, operation.Name.ToUpperInvariant(), path.Name, Parts(path.Name), operation.Value.GetProperty("responses"));
        }
    }

    private sealed record Operation(JsonElement Document, string Method, string Path, string[] Parts, JsonElement Answers);
}
