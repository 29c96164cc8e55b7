using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>The jobs that make renditions: copying, the first size, every further size.</summary>
internal sealed class FilmEncoding(IDatabase database, MediaFiles files, MediaTools tools, MediaOptions options, UploadOptions uploads, TimeProvider time)
{
    // Sounds come after pictures of any size.
    private const int SoundPosition = 100_000;

    // Segments of pictures that must be out before anybody is told to watch: a player wants some seconds to begin.
    private const int EnoughToWatch = 2;

    private readonly PackageStore packages = new();
    private readonly ProcessingStore videos = new();
    private readonly JobPlan plan = new(options);
    private readonly FilmPackager packager = new(tools, files);
    private readonly Probe probe = new(tools);

    public async Task<JobResult> RunAsync(JobHold hold, CancellationToken ct)
    {
        var job = hold.Job;
        var film = files.FilmPath(job.Video);
        var (facts, _) = await probe.ReadAsync(film, ct);
        if (facts?.Picture is null || facts.Duration is null) return JobResult.Failed("The film's file cannot be read any more.");
        var orders = new PackagingOrders(job.Video, job.AttemptName, film, facts, options, uploads.KeepFreeBytes);
        if (await OrderAsync(job, orders, facts.Picture, ct) is not { } order) return JobResult.Failed("There is no such size of this film.");
        var made = await MakeAsync(hold, order, ct);
        if (made.Renditions is { } renditions)
            return JobResult.Done(session => PublishAsync(session, job, facts.Picture, renditions, isComplete: true));
        if (job.Kind is not JobKind.Copy) return JobResult.Failed(made.Fault!, made.MayRetry);
        MediaFiles.DeleteFolder(Path.Combine(files.StreamFolder(job.Video), order.Templates[0].Name));
        return JobResult.Done(session => WithdrawAsync(session, job.Video, order));
    }

    private async Task<Packaged> MakeAsync(JobHold hold, PackagingOrder order, CancellationToken ct)
    {
        try
        {
            return await packager.RunAsync(order, progress => ReportAsync(hold, progress, ct), ct);
        }
        catch (InvalidDataException)
        {
            return Packaged.Failed("This film cannot be converted: its pictures or sounds do not follow each other.", mayRetry: false);
        }
    }

    private async Task<PackagingOrder?> OrderAsync(Job job, PackagingOrders orders, MediaStream picture, CancellationToken ct)
    {
        if (job.Kind is JobKind.Copy) return orders.Copy();
        if (job.Kind is JobKind.First) return orders.First();
        var offered = await database.ReadAsync(session => packages.FindAsync(session, job.Video), ct);
        var rung = LadderRules.Of(picture, options.Sizes).FirstOrDefault(rung => rung.Lines == job.Lines);
        var published = offered?.Package.Pictures.FirstOrDefault(rendition => rendition.IsComplete);
        return rung is null || published is null ? null : orders.Rung(rung, published);
    }

    private Task ReportAsync(JobHold hold, PackagingProgress progress, CancellationToken ct) =>
        hold.ReportAsync(
            progress.Percent,
            progress.Renditions.Count == 0 || !CanBeWatched(progress.Renditions)
                ? null
                : session => PublishAsync(session, hold.Job, picture: null, progress.Renditions, isComplete: false),
            ct);

    /// <summary>A copy that is of no use is offered no longer; what comes instead is watched as soon as it begins.</summary>
    private async Task WithdrawAsync(DbSession session, VideoId video, PackagingOrder order)
    {
        var now = time.GetUtcNow();
        foreach (var template in order.Templates) await packages.DeletePartAsync(session, video, template.Name);
        await videos.NotReadyAsync(session, video, now);
        await plan.AfterVainCopyAsync(session, video, now);
    }

    private async Task PublishAsync(DbSession session, Job job, MediaStream? picture, IReadOnlyList<Rendition> renditions, bool isComplete)
    {
        var now = time.GetUtcNow();
        for (var index = 0; index < renditions.Count; index++)
        {
            var rendition = renditions[index];
            await packages.SaveAsync(session, job.Video, rendition, PositionOf(rendition, index));
        }

        if (job.Kind is not JobKind.Rung) await videos.BecameReadyAsync(session, job.Video, now);
        if (isComplete && picture is not null) await plan.AfterEncodeAsync(session, job, picture, now);
    }

    /// <summary>All that was ordered has begun: a film whose sound is missing yet would be a silent one.</summary>
    private static bool CanBeWatched(IReadOnlyList<Rendition> renditions) => renditions.All(rendition => rendition.Durations.Count >= EnoughToWatch);

    private static int PositionOf(Rendition rendition, int index) =>
        rendition.Kind is RenditionKind.Picture ? rendition.Height : SoundPosition + index;
}
