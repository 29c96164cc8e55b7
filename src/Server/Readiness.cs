using Matinee.Database;
using Matinee.Domain.Media;
using Matinee.Realtime;
using Matinee.Server.Configuration;

namespace Matinee.Server;

/// <summary>Whether the parts that the server stands on are there: database, Redis where it is used, room on the disk, ffmpeg.</summary>
internal sealed class Readiness(
    IDatabase database, RealtimeHealth realtime, MediaTools tools, ServerSettings settings, ILogger<Readiness> logger)
{
    // Below this an upload of ordinary size fails, and soon the database too.
    private const long LeastFreeBytes = 256L * 1024 * 1024;

    /// <summary>Null for a part that is well, else a sentence that tells no secret.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> CheckAsync(CancellationToken ct)
    {
        var parts = new Dictionary<string, string?>
        {
            ["database"] = await DatabaseAsync(ct),
            ["disk"] = Disk(),
            ["ffmpeg"] = tools.Missing().Count > 0 ? "ffmpeg is not installed" : null,
        };
        if (realtime.IsShared) parts["redis"] = realtime.IsWell ? null : "Redis does not answer";
        return parts;
    }

    private async Task<string?> DatabaseAsync(CancellationToken ct)
    {
        try
        {
            await database.PingAsync(ct);
            return null;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or TimeoutException)
        {
            ServerLog.NotReady(logger, "database", exception);
            return "the database does not answer";
        }
    }

    private string? Disk()
    {
        try
        {
            return new DriveInfo(settings.DataDirectory).AvailableFreeSpace >= LeastFreeBytes ? null : "the disk is nearly full";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ServerLog.NotReady(logger, "disk", exception);
            return "the data folder cannot be reached";
        }
    }
}
