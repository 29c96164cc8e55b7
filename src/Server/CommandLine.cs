using System.CommandLine;
using Matinee.Database;
using Matinee.Server.Configuration;

namespace Matinee.Server;

/// <summary>
/// The commands. What a command does not know is handed on to the configuration, so that every setting of
/// <c>appsettings.json</c> can be given as <c>--Matinee:Key=value</c> to any of them.
/// </summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int BadSettings = 2;

    public static RootCommand Root()
    {
        var root = new RootCommand("Matinee: watch films together, at the same moment, from anywhere.") { TreatUnmatchedTokensAsErrors = false };
        root.SetAction((parsed, ct) => RunAsync(parsed, ServeAsync, ct));
        root.Add(Command("serve", "Starts the server (what happens when no command is given).", ServeAsync));
        root.Add(Command("migrate", "Brings the database up to this version and stops.", MigrateAsync));
        root.Add(AdminCommand.Create(RunAsync));
        root.Add(ImportCommand.Create(RunAsync));
        return root;
    }

    private static Command Command(string name, string description, Func<string[], CancellationToken, Task<int>> action)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, ct) => RunAsync(parsed, action, ct));
        return command;
    }

    private static async Task<int> ServeAsync(string[] args, CancellationToken ct)
    {
        var app = Program.Compose(args);
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        await app.RunAsync(ct);
        return 0;
    }

    private static async Task<int> MigrateAsync(string[] args, CancellationToken ct)
    {
        await using var app = Program.Compose(args);
        var number = await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        Console.WriteLine($"The database is at migration {number}.");
        return 0;
    }

    /// <summary>What an operator can mend ends as a sentence, not as a stack trace.</summary>
    private static async Task<int> RunAsync(ParseResult parsed, Func<string[], CancellationToken, Task<int>> action, CancellationToken ct)
    {
        string[] args = [.. parsed.UnmatchedTokens];
        if (args is [var word, ..] && !word.StartsWith('-'))
            return Report(BadSettings, [$"\"{word}\" is not a command. Try --help."]);
        try
        {
            return await action(args, ct);
        }
        catch (SettingsException exception)
        {
            return Report(BadSettings, exception.Faults);
        }
        catch (DatabaseTooNewException exception)
        {
            return Report(Failed, [exception.Message]);
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Report(Failed, [$"{exception.Message} Choose another one with --urls http://localhost:PORT."]);
        }
    }

    private static int Report(int exitCode, IReadOnlyList<string> sentences)
    {
        Console.Error.WriteLine("Matinee cannot start:");
        foreach (var sentence in sentences) Console.Error.WriteLine($"  - {sentence}");
        return exitCode;
    }
}
