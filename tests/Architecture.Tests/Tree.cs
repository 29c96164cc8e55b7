using System.Text.RegularExpressions;

namespace Matinee.Architecture.Tests;

/// <summary>The source text, for what reflection does not see.</summary>
internal static partial class Tree
{
    public static string Root { get; } = FindRoot();

    /// <summary>The C# files under <c>src</c>: paths with <c>/</c> from the root, and their text.</summary>
    public static IReadOnlyList<(string Path, string Text)> Sources { get; } =
        [.. from file in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
            where !Generated().IsMatch(path)
            orderby path
            select (path, File.ReadAllText(file))];

    /// <summary>The text without comments.</summary>
    public static string Code(string text) => Comment().Replace(text, "");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Matinee.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run in the source tree.");
    }

    [GeneratedRegex("/(bin|obj)/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Generated();

    [GeneratedRegex(@"^\s*//.*$|(?<=[;{},)\s])//\s.*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Comment();
}
