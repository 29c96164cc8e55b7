using System.Collections.Concurrent;
using System.Text;
using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Realtime;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Domain.Tests.Accounts;

/// <summary>The feature with everything real but the clock, and with few rounds of password hashing.</summary>
internal sealed class AccountsHost : IAsyncDisposable
{
    public const string Password = "securePassword123";
    private readonly ServiceProvider services;

    public AccountsHost(IDatabase database)
    {
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(database)
            .AddMatineeRealtime()
            .AddSingleton(new TokenOptions { SigningKey = [.. Enumerable.Range(0, 32).Select(number => (byte)number)] })
            .AddSingleton(new PasswordOptions(Iterations: 100))
            .AddAccounts()
            .BuildServiceProvider();
    }

    public ManualClock Clock { get; } = new();

    public Domain.Accounts.Accounts Accounts => services.GetRequiredService<Domain.Accounts.Accounts>();

    public AccessTokens Tokens => services.GetRequiredService<AccessTokens>();

    public static Registration Ana(string email) => new(email, Password, "Ana", "Silva", AcceptTerms: true);

    public static string NewEmail() => $"{Guid.CreateVersion7():N}@example.org";

    public async Task<SignedIn> SignInAsync()
    {
        var email = NewEmail();
        (await Accounts.RegisterAsync(Ana(email))).OrThrow();
        return (await Accounts.LoginAsync(email, Password)).OrThrow();
    }

    public async Task<Caller> CallerAsync(SignedIn signedIn) => (await Tokens.AuthenticateAsync(signedIn.Tokens.AccessToken)).OrThrow();

    /// <summary>Ids of the logins that are told to have ended from now on.</summary>
    public async Task<BlockingCollection<string>> EndedLoginsAsync()
    {
        var ended = new BlockingCollection<string>();
        await services.GetRequiredService<IBackplane>().SubscribeAsync(AccountTopics.LoginEnded, message =>
        {
            ended.Add(Encoding.UTF8.GetString(message.Span));
            return ValueTask.CompletedTask;
        });
        return ended;
    }

    // The database belongs to the fixture: taken out of the provider's hands by being registered as an instance.
    public ValueTask DisposeAsync() => services.DisposeAsync();
}
