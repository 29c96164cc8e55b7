using System.CommandLine;
using System.Text;
using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Server;

/// <summary>
/// <c>admin create</c>: the first administrator without the web page. The password is read from the input and never from the
/// arguments, which every process of the machine can see.
/// </summary>
internal static class AdminCommand
{
    public static Command Create(Func<ParseResult, Func<string[], CancellationToken, Task<int>>, CancellationToken, Task<int>> run)
    {
        var email = new Option<string>("--email") { Description = "The e-mail to log in with.", Required = true };
        var firstName = new Option<string>("--first-name") { Description = "First name.", DefaultValueFactory = _ => "Matinee" };
        var lastName = new Option<string>("--last-name") { Description = "Last name.", DefaultValueFactory = _ => "Administrator" };
        var create = new Command("create", "Makes the first administrator; the password is asked for, or read from the input.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        create.Add(email);
        create.Add(firstName);
        create.Add(lastName);
        create.SetAction((parsed, ct) => run(
            parsed,
            (args, cancellation) => CreateAsync(args, parsed.GetValue(email), parsed.GetValue(firstName), parsed.GetValue(lastName), cancellation),
            ct));
        return new Command("admin", "Manages administrators.") { create };
    }

    private static async Task<int> CreateAsync(string[] args, string? email, string? firstName, string? lastName, CancellationToken ct)
    {
        await using var app = Program.Compose(args);
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        var accounts = app.Services.GetRequiredService<Accounts>();
        if (await accounts.NewSetUpCodeAsync(ct) is not { } code) return Refuse(["This server already has an administrator."]);
        var registration = new Registration(email, ReadPassword(), firstName, lastName, AcceptTerms: true);
        var made = await accounts.SetUpAdministratorAsync(code, registration, ct);
        if (!made.Succeeded(out var account, out var refusal)) return Refuse(Sentences(refusal));
        Console.WriteLine($"{account.Email} is the administrator.");
        return 0;
    }

    private static IReadOnlyList<string> Sentences(Refusal refusal) =>
        refusal.Fields is { Count: > 0 } fields ? [.. fields.Select(field => field.Message)] : [refusal.Message];

    private static int Refuse(IReadOnlyList<string> sentences)
    {
        foreach (var sentence in sentences) Console.Error.WriteLine(sentence);
        return 1;
    }

    private static string ReadPassword()
    {
        if (Console.IsInputRedirected) return Console.ReadLine() ?? "";
        Console.Error.Write("Password: ");
        var password = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key != ConsoleKey.Backspace) password.Append(key.KeyChar);
            else if (password.Length > 0) password.Length--;
        }

        Console.Error.WriteLine();
        return password.ToString();
    }
}
