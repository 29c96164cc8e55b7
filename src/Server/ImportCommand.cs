using System.CommandLine;
using Matinee.Database;
using Matinee.Domain.Library;

namespace Matinee.Server;

/// <summary><c>import PATH</c>: films of this machine come into the library and stay where they are.</summary>
internal static class ImportCommand
{
    private const int BarWidth = 30;

    public static Command Create(Func<ParseResult, Func<string[], CancellationToken, Task<int>>, CancellationToken, Task<int>> run)
    {
        var path = new Argument<string>("path") { Description = "A film, or a folder that is looked through with all that is under it." };
        var visibility = new Option<Visibility>("--visibility")
        {
            Description = "Who finds the films: private, unlisted or public (every account).",
            DefaultValueFactory = _ => Visibility.Public,
        };
        var import = new Command("import", "Brings films of this machine into the library without copying them.") { TreatUnmatchedTokensAsErrors = false };
        import.Add(path);
        import.Add(visibility);
        import.SetAction((parsed, ct) => run(
            parsed,
            (args, cancellation) => ImportAsync(args, parsed.GetValue(path) ?? "", parsed.GetValue(visibility), cancellation),
            ct));
        return import;
    }

    private static async Task<int> ImportAsync(string[] args, string path, Visibility visibility, CancellationToken ct)
    {
        if (!Path.Exists(path))
        {
            Console.Error.WriteLine($"There is nothing at {path}.");
            return 1;
        }

        await using var app = Program.Compose(args);
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        var films = app.Services.GetRequiredService<FolderFilms>();
        try
        {
            var taken = await films.ImportAsync(path, new FolderOptions().Owner, visibility, onlySettled: false, Show, ct);
            if (!Console.IsOutputRedirected) Console.Write("\r\x1b[K");
            Console.WriteLine(taken.Films == 1 ? "1 film is new in the library." : $"{taken.Films} films are new in the library.");
            if (taken.Subtitles > 0) Console.WriteLine(taken.Subtitles == 1 ? "1 subtitle came with it." : $"{taken.Subtitles} subtitles came along.");
            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static void Show(FolderProgress progress)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(progress.Title);
            return;
        }

        var filled = BarWidth * progress.Done / progress.Total;
        var line = $"[{new string('#', filled)}{new string('.', BarWidth - filled)}] {progress.Done}/{progress.Total} {progress.Title}";

        // A line that wraps could not be written over.
        Console.Write($"\r\x1b[K{line[..Math.Min(line.Length, Math.Max(BarWidth, Console.WindowWidth - 1))]}");
    }
}
