using System.Text.Json;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>What players are offered of each video.</summary>
internal sealed class PackageStore
{
    private const string Picture = "picture";
    private const string Sound = "sound";
    private const string Text = "text";
    private const string Sheets = "storyboard";

    private readonly SubtitleStore subtitles = new();

    public Task SaveAsync(DbSession session, VideoId video, Rendition rendition, int position) =>
        SaveAsync(session, video, rendition.Name, rendition.Kind is RenditionKind.Picture ? Picture : Sound, position, JsonSerializer.Serialize(rendition));

    public Task SaveAsync(DbSession session, VideoId video, SubtitleTrack track, int position) =>
        SaveAsync(session, video, track.Name, Text, position, JsonSerializer.Serialize(track));

    public Task SaveAsync(DbSession session, VideoId video, Storyboard storyboard) =>
        SaveAsync(session, video, Sheets, Sheets, position: 0, JsonSerializer.Serialize(storyboard));

    /// <summary>Null when there is no such video; an empty package when nothing is published of it yet.</summary>
    public async Task<OfferedVideo?> FindAsync(DbSession session, VideoId video)
    {
        if (await session.FindAsync<VideoRow>("select * from videos where id = @Id", new { Id = video.Value }) is not { } row) return null;
        var parts = await session.ListAsync<PartRow>(
            "select * from package_parts where video_id = @Id order by position, name",
            new { Id = video.Value });
        var added = await subtitles.ListAsync(session, video);
        var package = new Package(
            row.Duration ?? 0,
            [.. Read<Rendition>(parts, Picture), .. Read<Rendition>(parts, Sound)],
            SubtitleRules.Offered(Read<SubtitleTrack>(parts, Text), added.Select(subtitle => subtitle.ToTrack())),
            Read<Storyboard>(parts, Sheets).FirstOrDefault());
        return new OfferedVideo(row.ToVideo().Status is VideoStatus.Ready, package);
    }

    public async Task<bool> DeletePartAsync(DbSession session, VideoId video, string name) =>
        await session.ExecuteAsync("delete from package_parts where video_id = @Id and name = @Name", new { Id = video.Value, Name = name }) > 0;

    public Task DeleteAsync(DbSession session, VideoId video) =>
        session.ExecuteAsync("delete from package_parts where video_id = @Id", new { Id = video.Value });

    private static Task SaveAsync(DbSession session, VideoId video, string name, string kind, int position, string detail) =>
        session.ExecuteAsync(
            """
            insert into package_parts (video_id, name, kind, position, detail) values (@Video, @Name, @Kind, @Position, @Detail)
            on conflict (video_id, name) do update set position = excluded.position, detail = excluded.detail
            """,
            new { Video = video.Value, Name = name, Kind = kind, Position = (long)position, Detail = detail });

    private static IEnumerable<T> Read<T>(IEnumerable<PartRow> parts, string kind) =>
        parts.Where(part => string.Equals(part.Kind, kind, StringComparison.Ordinal)).Select(part => JsonSerializer.Deserialize<T>(part.Detail)!);

    private sealed class PartRow
    {
        public string Kind { get; init; } = string.Empty;

        public string Detail { get; init; } = string.Empty;
    }
}
