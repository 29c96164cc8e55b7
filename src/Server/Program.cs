using System.CommandLine;
using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Domain.Parties;
using Matinee.Domain.Progress;
using Matinee.Domain.Statuses;
using Matinee.Doors.PlayerStatus;
using Matinee.Doors.ResumeProgress;
using Matinee.Doors.Sessions;
using Matinee.Doors.Shared;
using Matinee.Doors.WatchFlixx;
using Matinee.Doors.WatchParty;
using Matinee.Realtime;
using Matinee.Server;
using Matinee.Server.Configuration;

return await CommandLine.Root().Parse(args).InvokeAsync(new InvocationConfiguration
{
    // The host listens for Ctrl-C and SIGTERM itself.
    ProcessTerminationTimeout = null,
    EnableDefaultExceptionHandler = false,
});

public partial class Program
{
    /// <summary>The composition: every part of the system is named here once.</summary>
    /// <exception cref="SettingsException">The configuration has faults.</exception>
    internal static WebApplication Compose(string[] args)
    {
        // The manual, appsettings.json, lies beside the program, whatever folder it is started from.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = ServerSettings.Read(builder.Configuration);
        var secrets = Secrets.LoadOrCreate(settings.DataDirectory);
        builder.AddConsoleLogs();
        builder.AddHttpServer(settings);
        builder.Services
            .AddSingleton(settings)
            .AddSingleton(settings.RateLimits)
            .AddSingleton(settings.Origins)
            .AddSingleton(settings.Proxies)
            .AddSingleton(settings.PublicUrl)
            .AddSingleton(settings.Ice)
            .AddSingleton(settings.Uploads)
            .AddSingleton(settings.Folders)
            .AddSingleton(settings.Media)
            .AddSingleton(new TokenOptions { SigningKey = secrets.TokenSigningKey })
            .AddSingleton(new MediaLinkOptions { SigningKey = secrets.MediaSigningKey })
            .AddSingleton(TimeProvider.System);
        if (settings.Bucket is { } bucket) builder.Services.AddSingleton(bucket).AddSingleton<Bucket>();
        builder.Services
            .AddMatineeDatabase(settings.Database)
            .AddMatineeRealtime(settings.Redis)
            .AddAccounts()
            .AddLibrary()
            .AddParties(settings.Parties)
            .AddProgress(settings.Progress)
            .AddStatuses(settings.Statuses)
            .AddResumeProgress()
            .AddPlayerStatus()
            .AddWatchFlixx()
            .AddSessions()
            .AddWatchParty();
        builder.Services
            .AddSingleton<Readiness>()
            .AddHostedService<Welcome>()
            .AddHostedService<SampleFilm>();

        var app = builder.Build();

        // First: the direct routes of doors end here, and what they answer needs nothing of what follows.
        app.UseRouting();
        app.UseRequestIds();
        app.UseSecurityHeaders();
        app.UseWebApp(settings.WebRoot);
        app.MapHealth();
        app.MapPlayerStatus();
        app.MapResumeProgress();
        app.MapWatchFlixx();
        app.MapSessions();
        app.MapWatchParty();
        app.MapMedia();
        return app;
    }
}
