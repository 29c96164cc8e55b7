using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Library;

/// <summary>Folders that are looked through again and again: notifications of the file system do not come over networks.</summary>
public sealed record FolderOptions
{
    public IReadOnlyList<string> Folders { get; init; } = [];

    public Visibility Visibility { get; init; } = Visibility.Public;

    /// <summary>Nobody's account: such films belong to the administrators.</summary>
    public AccountId Owner { get; init; } = new("00000000-0000-7000-8000-000000000000");
}

internal sealed class FolderWatch(FolderFilms films, FolderOptions options, TimeProvider time, ILogger<FolderWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(59);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Folders.Count == 0) return;
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            do
            {
                foreach (var folder in options.Folders) await LookAsync(folder, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task LookAsync(string folder, CancellationToken ct)
    {
        try
        {
            var taken = await films.ImportAsync(folder, options.Owner, options.Visibility, onlySettled: true, progress: null, ct);
            if (taken is not { Films: 0, Subtitles: 0 }) LibraryLog.Imported(logger, taken.Films, taken.Subtitles);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A disk that is not mounted comes back.
            LibraryLog.WatchingFailed(logger, exception);
        }
    }
}
