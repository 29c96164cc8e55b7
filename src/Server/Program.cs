using System.CommandLine;
using Matinee.Database;
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
        builder.AddConsoleLogs();
        builder.AddHttpServer(settings);
        builder.Services
            .AddSingleton(settings)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(Secrets.LoadOrCreate(settings.DataDirectory))
            .AddSingleton<Readiness>()
            .AddMatineeDatabase(settings.Database)
            .AddMatineeRealtime()
            .AddHostedService<Welcome>();

        var app = builder.Build();
        app.UseRequestIds();
        app.UseSecurityHeaders();
        app.UseWebApp(settings.WebRoot);
        app.UseRouting();
        app.MapHealth();
        return app;
    }
}
