using Matinee.Server.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Matinee.Server;

/// <summary>Tells the operator what they need to know once the server listens: where it is, and what has no effect.</summary>
internal sealed class Welcome(IServer server, IHostApplicationLifetime lifetime, ServerSettings settings, ILogger<Welcome> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in settings.Warnings) ServerLog.Setting(logger, warning);
        if (settings.WebRoot is null) ServerLog.NoWebApp(logger);
        lifetime.ApplicationStarted.Register(Say);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Say()
    {
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []) ServerLog.Open(logger, address);
    }
}
