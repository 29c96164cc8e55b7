using Matinee.Database;
using Matinee.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matinee.Domain.Accounts;

public static class AccountsModule
{
    /// <summary>Needs <see cref="TokenOptions"/>, the database and the realtime seams; takes <see cref="PasswordOptions"/> where they are registered.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new PasswordOptions());
        return services
            .AddSingleton<AccountStore>()
            .AddSingleton<LoginStore>()
            .AddSingleton<Passwords>()
            .AddSingleton(provider => new AccessTokens(
                provider.GetRequiredService<TokenOptions>(),
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<LoginStore>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new Accounts(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<AccountStore>(),
                provider.GetRequiredService<LoginStore>(),
                provider.GetRequiredService<Passwords>(),
                provider.GetRequiredService<AccessTokens>(),
                provider.GetRequiredService<TokenOptions>(),
                provider.GetRequiredService<IBackplane>(),
                provider.GetRequiredService<TimeProvider>()));
    }
}
