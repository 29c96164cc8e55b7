using System.ComponentModel;
using System.Diagnostics;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Server.Configuration;

namespace Matinee.Server;

/// <summary>
/// Draws a minute of film at the first start, with a clock, a frame counter and a beep at each full second: something to watch
/// together at once, on which people see and hear how well two players agree. It belongs to nobody but the administrators. Drawn
/// once: a file in the data folder remembers it, so that a sample which was deleted stays deleted.
/// </summary>
internal sealed class SampleFilm(
    Library library,
    Uploads uploads,
    MediaOptions tools,
    ServerSettings settings,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<SampleFilm> logger) : BackgroundService
{
    private const string Title = "Matinee sample film";

    private static readonly TimeSpan LongestDrawing = TimeSpan.FromMinutes(10);

    // The owner's id is no account's.
    private static readonly Caller House = new(
        new AccountId("00000000-0000-7000-8000-000000000000"),
        new ProfileId("00000000-0000-7000-8000-000000000000"),
        new LoginId("00000000-0000-7000-8000-000000000000"),
        IsAdministrator: true,
        GuestOf: null);

    // Small fonts of the distributions that people run this on; without one the picture's own counter has to do.
    private static readonly string[] Fonts =
    [
        "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
        "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf",
        "/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono.ttf",
        "/usr/share/fonts/TTF/DejaVuSansMono.ttf",
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var remembered = Path.Combine(settings.DataDirectory, "sample-film.made");
        if (!settings.SampleFilm || File.Exists(remembered)) return;
        if (!await StartedAsync(stoppingToken)) return;
        var draft = Path.Combine(settings.DataDirectory, "sample-film.mp4");
        try
        {
            if (!await IsInLibraryAsync(stoppingToken))
            {
                await DrawAsync(draft, stoppingToken);
                await HandOverAsync(draft, stoppingToken);
                ServerLog.SampleFilmReady(logger);
            }

            await File.WriteAllBytesAsync(remembered, [], CancellationToken.None);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start draws it anew.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception or InvalidOperationException
            or OperationCanceledException or System.Data.Common.DbException)
        {
            ServerLog.SampleFilmFailed(logger, exception.Message);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>False when the server stopped before it had started.</summary>
    private async Task<bool> StartedAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await using var onStop = stopping.Register(() => started.TrySetCanceled(stopping));
        await started.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopping.IsCancellationRequested;
    }

    // A kill between handing over and remembering, or a second data folder on the same database.
    private async Task<bool> IsInLibraryAsync(CancellationToken ct)
    {
        var found = await library.ListAsync(House, new VideoQuery(new PageRequest(1, 1), Uploader: House.Account), ct);
        return found.OrThrow().Total > 0;
    }

    private async Task DrawAsync(string file, CancellationToken ct)
    {
        var start = new ProcessStartInfo(tools.Ffmpeg) { RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in Arguments(file)) start.ArgumentList.Add(argument);
        using var limit = new CancellationTokenSource(LongestDrawing, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg cannot be started.");
        try
        {
            // Whoever already watches something comes first.
            if (!process.HasExited) process.PriorityClass = ProcessPriorityClass.BelowNormal;
            process.StandardInput.Close();
            var complaints = await process.StandardError.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            if (process.ExitCode != 0) throw new InvalidOperationException($"ffmpeg ended with {process.ExitCode}: {complaints.Trim()}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    // A key frame every two seconds, and the index in front: a player seeks fast and begins before it has the whole file.
    private static string[] Arguments(string file)
    {
        var font = Array.Find(Fonts, File.Exists);
        var clock = font is null
            ? "null"
            : $@"drawtext=fontfile={font}:text='%{{pts\:hms}}   %{{n}}':x=(w-tw)/2:y=h-130:fontsize=52:fontcolor=white:box=1:boxcolor=black@0.65:boxborderw=18";
        return
        [
            "-nostdin", "-hide_banner", "-loglevel", "error", "-y",
            "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30:duration=60",
            "-f", "lavfi", "-i", "aevalsrc='0.35*sin(2*PI*1000*t)*lt(mod(t,1),0.06)':sample_rate=48000:duration=60",
            "-vf", clock,
            "-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-pix_fmt", "yuv420p", "-profile:v", "high",
            "-g", "60", "-keyint_min", "60", "-sc_threshold", "0",
            "-c:a", "aac", "-b:a", "96k", "-ac", "2",
            "-t", "60", "-movflags", "+faststart", "-f", "mp4", file,
        ];
    }

    private async Task HandOverAsync(string file, CancellationToken ct)
    {
        await using var film = (await uploads.BeginAsync(House, new FileInfo(file).Length, ct)).OrThrow();
        await using (var source = File.OpenRead(file))
        {
            (await film.ReceiveAsync(source, ct)).OrThrow();
        }

        var details = new VideoDetails
        {
            Title = Title,
            Description = "A clock, a frame counter and a beep each second: play it on two screens and compare.",
            Visibility = Visibility.Public,
        };
        (await uploads.CompleteAsync(film, Title, details)).OrThrow();
    }
}
