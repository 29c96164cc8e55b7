namespace Matinee.Architecture.Tests;

/// <summary>What a reader can take in.</summary>
public sealed class FileTests
{
    private const int MostLines = 300;
    private const int MostLinesOfComposition = 100;

    [Fact]
    public void No_file_is_longer_than_a_reader_bears() =>
        Assert.Empty(
            from source in Tree.Sources
            let lines = source.Text.AsSpan().Count('\n')
            where lines > MostLines
            select $"{source.Path} has {lines} lines");

    [Fact]
    public void The_composition_fits_on_a_page() =>
        Assert.InRange(Tree.Sources.Single(source => source.Path == "src/Server/Program.cs").Text.AsSpan().Count('\n'), 1, MostLinesOfComposition);

    [Fact]
    public void Names_say_what_a_thing_is()
    {
        string[] empty = ["Manager", "Helper", "Helpers", "Util", "Utils", "Base", "Impl", "Dto"];

        Assert.Empty(
            from type in Parts.All.SelectMany(Parts.Types)
            from word in empty
            where type.Name.Split('`')[0].EndsWith(word, StringComparison.Ordinal)
            select type.FullName);
    }
}
