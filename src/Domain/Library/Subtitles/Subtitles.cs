using System.Text;
using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;
using Matinee.Realtime;

namespace Matinee.Domain.Library;

/// <summary>
/// Subtitles of a film: its own, and those that its owner adds to it. An added one is read and written anew as WebVTT, which
/// lies beside the film, apart from what is made of the film: that may be made again without them.
/// </summary>
public sealed class Subtitles(
    IDatabase database, MediaFiles files, VideoPackages packages, Library library, UploadOptions options, IBackplane backplane, TimeProvider time)
{
    /// <summary>Bytes of the largest file that is taken.</summary>
    public const int MostBytes = SubtitleRules.MostBytes;

    private readonly SubtitleStore store = new();
    private readonly PackageStore offered = new();

    /// <summary>Whether the caller may add some, for a caller that wants to know before it takes in the file.</summary>
    /// <param name="watchesInParty">Decides between "not yours" and "not found".</param>
    public async Task<Outcome<Done>> CheckAsync(Caller caller, VideoId video, bool watchesInParty, CancellationToken ct)
    {
        var found = await library.FindToEditAsync(caller, video, watchesInParty, ct);
        return found.IsRefused(out var refusal) ? refusal : default(Done);
    }

    /// <param name="video">Whose owner the caller is, by <see cref="CheckAsync"/>.</param>
    /// <param name="file">At most <see cref="MostBytes"/>.</param>
    /// <param name="fileName">What the client called it; says the language where <paramref name="details"/> do not.</param>
    public async Task<Outcome<SubtitleTrack>> AddAsync(VideoId video, ReadOnlyMemory<byte> file, string? fileName, SubtitleDetails details)
    {
        if (SubtitleRules.Faults(details) is { Count: > 0 } faults) return Refusal.Invalid(faults);
        if (!Read(file.Span).Succeeded(out var cues, out var unreadable)) return unreadable;
        var named = SidecarNameRules.OfUpload(fileName ?? string.Empty);
        var language = LanguageTags.Normalised(details.Language ?? named.Language) ?? Languages.Unknown;
        var subtitle = new Subtitle(
            NewSubtitleId(),
            video,
            language,
            Languages.Cleaned(details.Label) ?? named.LabelIn(language),
            details.IsDefault ?? false,
            named.IsForced,
            SubtitleSource.Upload,
            time.GetUtcNow());
        var kept = await KeepAsync(subtitle, cues, replaced: null, claim: null);
        if (kept.IsRefused(out var refusal)) return refusal;
        return (await ListAsync(video, CancellationToken.None)).First(track => string.Equals(track.Name, subtitle.Id.Value, StringComparison.Ordinal));
    }

    /// <summary>All that viewers are offered: the film's own tracks first.</summary>
    public async Task<IReadOnlyList<SubtitleTrack>> ListAsync(VideoId video, CancellationToken ct) =>
        await database.ReadAsync(session => offered.FindAsync(session, video), ct) is { } found ? found.Package.Subtitles : [];

    /// <param name="name">Of the track.</param>
    public Task<Outcome<SubtitleTrack>> UpdateAsync(
        Caller caller, VideoId video, bool watchesInParty, string name, SubtitleDetails change, CancellationToken ct) =>
        EditAsync<SubtitleTrack>(caller, video, watchesInParty, name, ct, async id =>
        {
            if (SubtitleRules.Faults(change) is { Count: > 0 } faults) return Refusal.Invalid(faults);
            var clean = change with { Language = LanguageTags.Normalised(change.Language), Label = Languages.Cleaned(change.Label) };
            if (!await database.WriteAsync(session => store.UpdateAsync(session, video, id, clean), ct)) return NoSubtitle;
            await TellAsync(video);
            return (await ListAsync(video, ct)).FirstOrDefault(track => string.Equals(track.Name, name, StringComparison.Ordinal)) is { } track ? track : NoSubtitle;
        });

    public Task<Outcome<Done>> DeleteAsync(Caller caller, VideoId video, bool watchesInParty, string name, CancellationToken ct) =>
        EditAsync<Done>(caller, video, watchesInParty, name, ct, async id =>
        {
            if (!await database.WriteAsync(session => store.DeleteAsync(session, video, id), ct)) return NoSubtitle;
            await TellAsync(video);
            files.DeleteSubtitle(video, id.Value);
            return default(Done);
        });

    internal SubtitleId NewSubtitleId() => new(NewId.At(time));

    /// <summary>Writes the text beside the film, and then says in one transaction that it is there.</summary>
    /// <param name="replaced">A subtitle that goes in the same transaction.</param>
    /// <param name="claim">Asked in the same transaction; when it says no, somebody else was faster.</param>
    internal async Task<Outcome<Done>> KeepAsync(Subtitle subtitle, IEnumerable<Cue> cues, SubtitleId? replaced, Func<DbSession, Task<bool>>? claim)
    {
        var text = Encoding.UTF8.GetBytes(SubtitleFile.WriteWebVtt(cues));
        if (!Write(subtitle, text)) return UploadRefusals.DiskFull;
        var refusal = await database.WriteAsync(
            async session =>
            {
                if ((await store.ListAsync(session, subtitle.Video)).Count >= SubtitleRules.MostOfFilm) return TooMany;
                if (claim is not null && !await claim(session)) return new Refusal(RefusalKind.Conflict, "The subtitle is there already.");
                if (replaced is { } old) await store.DeleteAsync(session, subtitle.Video, old);
                return await store.InsertAsync(session, subtitle) ? null : Refusal.NotFound("The video");
            },
            CancellationToken.None);
        if (refusal is not null) files.DeleteSubtitle(subtitle.Video, subtitle.Id.Value);
        if (refusal is null && replaced is { } gone) files.DeleteSubtitle(subtitle.Video, gone.Value);
        await TellAsync(subtitle.Video);
        return refusal is null ? default(Done) : refusal;
    }

    internal static Outcome<Cue[]> Read(ReadOnlySpan<byte> file)
    {
        if (DrawnSubtitles.FormatOf(file) is { } format) return Refusal.Invalid("file", DrawnSubtitles.SentenceOnFile(format));
        if (file.Length > MostBytes) return new Refusal(RefusalKind.TooLarge, $"A subtitle file may have at most {MostBytes >> 20} MiB.");
        return SubtitleFile.Read(file) is { } cues
            ? cues.ToArray()
            : Refusal.Invalid("file", "There are no subtitles in this file that can be read. Send SRT, ASS or WebVTT.");
    }

    private static Refusal NoSubtitle => Refusal.NotFound("The subtitle");

    private static Refusal TooMany => new(RefusalKind.Conflict, $"A film may have at most {SubtitleRules.MostOfFilm} added subtitles. Delete one first.");

    private bool Write(Subtitle subtitle, ReadOnlySpan<byte> text)
    {
        if (files.FreeBytes() - options.KeepFreeBytes < text.Length) return false;
        try
        {
            files.WriteSubtitle(subtitle.Video, subtitle.Id.Value, text);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Finds out whether there is such an added subtitle before anything is done to it.</summary>
    private async Task<Outcome<T>> EditAsync<T>(
        Caller caller, VideoId video, bool watchesInParty, string name, CancellationToken ct, Func<SubtitleId, Task<Outcome<T>>> edit)
    {
        var editable = await library.FindToEditAsync(caller, video, watchesInParty, ct);
        if (editable.IsRefused(out var refusal)) return refusal;
        if ((await ListAsync(video, ct)).FirstOrDefault(track => string.Equals(track.Name, name, StringComparison.Ordinal)) is not { } track) return NoSubtitle;
        return track.Source is SubtitleSource.Film
            ? new Refusal(RefusalKind.Conflict, "This subtitle is part of the film's file. Add another one instead.")
            : await edit(new SubtitleId(name));
    }

    private async Task TellAsync(VideoId video)
    {
        packages.Forget(video);
        await backplane.PublishAsync(Library.ProcessingTopic, Encoding.UTF8.GetBytes(video.Value));
    }
}
