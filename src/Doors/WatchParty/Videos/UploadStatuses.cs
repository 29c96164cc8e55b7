using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Doors.WatchParty.Videos;

/// <summary>How far a film has come: on its way, examined, made ready, or failed.</summary>
internal sealed class UploadStatuses(Uploads uploads, ResumableUploads resumable, Library library, TimeProvider time)
{
    /// <summary>Refused: NotFound, also when the upload is another's.</summary>
    public async Task<Outcome<VideoUploadStatusWire>> FindAsync(Caller caller, string uploadId, CancellationToken ct)
    {
        if (!Guid.TryParseExact(uploadId, "D", out var uuid)) return Refusal.NotFound("The upload");
        var id = new UploadId(uuid.ToString("D"));
        var found = await uploads.FindAsync(caller, id, ct);
        if (found.Succeeded(out var video, out _)) return video.ToUploadStatus(await library.ProcessingOfAsync(video, ct), time.GetUtcNow());
        var coming = await resumable.FindAsync(caller, id, ct);
        return coming.Succeeded(out var upload, out var refusal) ? upload.ToUploadStatus() : refusal;
    }
}
