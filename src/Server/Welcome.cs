using Matinee.Domain.Accounts;
using Matinee.Server.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Matinee.Server;

/// <summary>
/// Tells the operator what they need to know once the server listens: where it is, how to become its administrator as long as
/// there is none, and which settings have no effect.
/// </summary>
internal sealed class Welcome(
    Accounts accounts,
    IServer server,
    IHostApplicationLifetime lifetime,
    ServerSettings settings,
    ILogger<Welcome> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in settings.Warnings) ServerLog.Setting(logger, warning);
        if (settings.WebRoot is null) ServerLog.NoWebApp(logger);
        var code = await accounts.NewSetUpCodeAsync(cancellationToken);
        lifetime.ApplicationStarted.Register(() => Say(code));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Say(string? setUpCode)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var address in addresses) ServerLog.Open(logger, address);
        if (setUpCode is null) return;

        // The one secret that a log line holds: it is good once, until the next start, and only as long as nobody is administrator.
        var setUpAddress = $"{(settings.PublicUrl.Configured ?? addresses.FirstOrDefault() ?? "").TrimEnd('/')}/setup";
        ServerLog.SetUp(logger, setUpAddress, setUpCode);
    }
}
