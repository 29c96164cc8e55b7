using System.Text;
using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;
using Matinee.Realtime;

namespace Matinee.Domain.Library;

/// <summary>The videos of this server: finding, changing, deleting. <see cref="Uploads"/> brings them in.</summary>
public sealed class Library(IDatabase database, MediaFiles files, LiveStreams streams, VideoPackages packages, IBackplane backplane, TimeProvider time)
{
    /// <summary>Backplane topic; the message is the deleted video's id in UTF-8.</summary>
    public const string DeletedTopic = "library.deleted";

    /// <summary>Backplane topic; the message is the id, in UTF-8, of a video whose processing went on: ask for its state.</summary>
    public const string ProcessingTopic = "library.processing";

    private readonly LibraryStore store = new();
    private readonly JobStore jobs = new();
    private readonly PackageStore parts = new();
    private readonly SubtitleStore subtitles = new();

    /// <summary>A page past the end is an empty one with the true total.</summary>
    public async Task<Outcome<Page<Video>>> ListAsync(Caller caller, VideoQuery query, CancellationToken ct)
    {
        if (caller.IsGuest) return new Refusal(RefusalKind.Forbidden, "Guests see the film of their party only.");
        return await database.ReadAsync(session => store.ListAsync(session, caller, query), ct);
    }

    /// <summary>
    /// A video for who may watch it: its owner and administrators always; once it is ready, everybody with an account when it
    /// is public or unlisted, and who watches it in a party. For all others it does not exist.
    /// </summary>
    /// <param name="watchesInParty">The caller holds a seat in a live party that shows this video; all that a guest may see.</param>
    public async Task<Outcome<Video>> FindForViewerAsync(Caller caller, VideoId id, bool watchesInParty, CancellationToken ct)
    {
        var video = await FindAsync(id, ct);
        return video is not null && LibraryRules.MayWatch(video, caller, watchesInParty) ? video : NoVideo;
    }

    /// <summary>Without asking who wants to know: for a link that was signed for somebody who might, and for a party's snapshot of its film.</summary>
    public Task<Video?> FindAsync(VideoId id, CancellationToken ct) => database.ReadAsync(session => store.FindAsync(session, id), ct);

    /// <summary>Changes what <paramref name="details"/> names, for the owner or an administrator.</summary>
    /// <param name="watchesInParty">Decides between "not yours" and "not found" for others.</param>
    public async Task<Outcome<Video>> UpdateAsync(Caller caller, VideoId id, bool watchesInParty, VideoDetails details, CancellationToken ct)
    {
        var editable = await FindToEditAsync(caller, id, watchesInParty, ct);
        if (editable.IsRefused(out var refusal)) return refusal;
        if (LibraryRules.Faults(details) is { Count: > 0 } faults) return Refusal.Invalid(faults);
        var now = time.GetUtcNow();
        var changed = await database.WriteAsync(session => store.UpdateAsync(session, id, details, now), ct);
        return changed is null ? NoVideo : changed;
    }

    /// <summary>Removes the video and its files, and ends what is being streamed of it on all nodes.</summary>
    public async Task<Outcome<Done>> DeleteAsync(Caller caller, VideoId id, bool watchesInParty, CancellationToken ct)
    {
        var editable = await FindToEditAsync(caller, id, watchesInParty, ct);
        if (editable.IsRefused(out var refusal)) return refusal;
        if (!await database.WriteAsync(session => DeleteRowsAsync(session, id), ct)) return NoVideo;
        streams.Stop(id);
        packages.Forget(id);
        await backplane.PublishAsync(DeletedTopic, Encoding.UTF8.GetBytes(id.Value));
        files.Delete(id);
        return default(Done);
    }

    /// <summary>How far the work on a video is; for who may edit it.</summary>
    public Task<ProcessingState> ProcessingOfAsync(Video video, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
            {
                var all = await jobs.ListAsync(session, video.Id);
                var waiting = ProcessingRules.CurrentOf(video, all) is { StateOf: JobState.Waiting } current ? current : null;
                return ProcessingRules.StateOf(video, all, waiting is null ? null : await jobs.AheadAsync(session, waiting, time.GetUtcNow()));
            },
            ct);

    /// <summary>The account's films on which work is left to do, the newest first.</summary>
    public Task<IReadOnlyList<Video>> UnfinishedOfAsync(AccountId owner, int most, CancellationToken ct) =>
        database.ReadAsync(session => store.UnfinishedOfAsync(session, owner, most), ct);

    /// <summary>The video for who may change it and what belongs to it.</summary>
    internal async Task<Outcome<Video>> FindToEditAsync(Caller caller, VideoId id, bool watchesInParty, CancellationToken ct)
    {
        var found = await FindForViewerAsync(caller, id, watchesInParty, ct);
        if (!found.Succeeded(out var video, out var refusal)) return refusal;
        return LibraryRules.MayEdit(video, caller)
            ? video
            : new Refusal(RefusalKind.Forbidden, "Only its owner or an administrator may change this video.");
    }

    private async Task<bool> DeleteRowsAsync(DbSession session, VideoId id)
    {
        await jobs.DeleteAsync(session, id);
        await parts.DeleteAsync(session, id);
        await subtitles.DeleteAllAsync(session, id);
        return await store.DeleteAsync(session, id);
    }

    private static Refusal NoVideo => Refusal.NotFound("The video");
}
