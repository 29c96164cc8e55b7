using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

internal sealed class LibraryStore
{
    // The owner's name is read along: it is shown with every video, and it changes.
    private const string Select =
        """
        select videos.*, profiles.name as owner_name, profiles.avatar_url as owner_avatar_url
        from videos left join profiles on profiles.account_id = videos.owner_id and profiles.is_default = 1
        """;

    public Task InsertAsync(DbSession session, Video video) =>
        session.ExecuteAsync(
            """
            insert into videos (id, upload_id, owner_id, title, description, visibility, status, size_bytes,
                                allow_download, require_premium, source, source_address, created_at, updated_at)
            values (@Id, @Upload, @Owner, @Title, @Description, @Visibility, @Status, @Size,
                    @AllowDownload, @RequirePremium, @Source, @SourceAddress, @CreatedAt, @UpdatedAt)
            """,
            new
            {
                Id = video.Id.Value,
                Upload = video.Upload.Value,
                Owner = video.Owner.Value,
                video.Title,
                video.Description,
                Visibility = VideoRow.Word(video.Visibility),
                Status = VideoRow.Word(video.Status),
                video.Size,
                AllowDownload = video.AllowDownload ? 1L : 0L,
                RequirePremium = video.RequirePremium ? 1L : 0L,
                Source = VideoRow.Word(video.Source),
                video.SourceAddress,
                CreatedAt = video.CreatedAt.ToUnixTimeMilliseconds(),
                UpdatedAt = video.UpdatedAt.ToUnixTimeMilliseconds(),
            });

    public async Task<Video?> FindAsync(DbSession session, VideoId id) =>
        (await session.FindAsync<VideoRow>($"{Select} where videos.id = @Id", new { Id = id.Value }))?.ToVideo();

    public async Task<Video?> FindByUploadAsync(DbSession session, UploadId upload) =>
        (await session.FindAsync<VideoRow>($"{Select} where upload_id = @Upload", new { Upload = upload.Value }))?.ToVideo();

    /// <summary>Films on which work is left to do, the newest first.</summary>
    public async Task<IReadOnlyList<Video>> UnfinishedOfAsync(DbSession session, AccountId owner, int most) =>
        [.. (await session.ListAsync<VideoRow>(
            $"""
            {Select} where owner_id = @Owner and (status in ('pending', 'processing') or exists (
                select 1 from jobs where jobs.video_id = videos.id and state in ('waiting', 'running')))
            order by videos.created_at desc limit @Most
            """,
            new { Owner = owner.Value, Most = (long)most })).Select(row => row.ToVideo())];

    /// <summary>What the viewer may find by looking: public films that are ready, and all of the viewer's own; an administrator finds everything.</summary>
    public async Task<Page<Video>> ListAsync(DbSession session, Caller viewer, VideoQuery query)
    {
        var dialect = session.Dialect;
        var conditions = new List<string> { "1 = 1" };
        if (!viewer.IsAdministrator) conditions.Add("(owner_id = @Viewer or (visibility = 'public' and status = 'ready'))");
        if (query.Visibility is not null) conditions.Add("visibility = @Visibility");
        if (query.Uploader is not null) conditions.Add("owner_id = @Uploader");
        if (!string.IsNullOrWhiteSpace(query.Search))
            conditions.Add($"({dialect.ContainsIgnoringCase("title", "@Search")} or {dialect.ContainsIgnoringCase("description", "@Search")})");
        var where = string.Join(" and ", conditions);
        var direction = query.Descending ? "desc" : "asc";
        var parameters = new
        {
            Viewer = viewer.Account.Value,
            Visibility = query.Visibility is { } visibility ? VideoRow.Word(visibility) : null,
            Uploader = query.Uploader?.Value,
            Search = Dialect.Containing(query.Search?.Trim() ?? string.Empty),
            Limit = (long)query.Page.Size,
            Offset = (long)query.Page.Offset,
        };
        var total = await session.ScalarAsync<long>($"select count(*) from videos where {where}", parameters);
        var rows = await session.ListAsync<VideoRow>(
            $"{Select} where {where} order by {Column(query.Order)} {direction}, videos.id {direction} limit @Limit offset @Offset",
            parameters);
        return new Page<Video>([.. rows.Select(row => row.ToVideo())], query.Page, total);
    }

    /// <summary>The video as it is then; null when there is none.</summary>
    public async Task<Video?> UpdateAsync(DbSession session, VideoId id, VideoDetails details, DateTimeOffset now)
    {
        await session.ExecuteAsync(
            """
            update videos
            set title = coalesce(@Title, title), description = coalesce(@Description, description),
                visibility = coalesce(@Visibility, visibility), allow_download = coalesce(@AllowDownload, allow_download),
                require_premium = coalesce(@RequirePremium, require_premium), updated_at = @Now
            where id = @Id
            """,
            new
            {
                Id = id.Value,
                Title = details.Title?.Trim(),
                details.Description,
                Visibility = details.Visibility is { } visibility ? VideoRow.Word(visibility) : null,
                AllowDownload = Flag(details.AllowDownload),
                RequirePremium = Flag(details.RequirePremium),
                Now = now.ToUnixTimeMilliseconds(),
            });
        return await FindAsync(session, id);
    }

    public async Task<bool> DeleteAsync(DbSession session, VideoId id) =>
        await session.ExecuteAsync("delete from videos where id = @Id", new { Id = id.Value }) > 0;

    public async Task<bool> ExistsAsync(DbSession session, VideoId id) =>
        await session.ScalarAsync<long>("select count(*) from videos where id = @Id", new { Id = id.Value }) > 0;

    private static long? Flag(bool? value) => value is { } given ? (given ? 1L : 0L) : null;

    private static string Column(VideoOrder order) => order switch
    {
        VideoOrder.Created => "videos.created_at",
        VideoOrder.Updated => "updated_at",
        VideoOrder.Title => "lower(title)",
        VideoOrder.Duration => "coalesce(duration, 0)",
        VideoOrder.Views => "view_count",
        VideoOrder.Likes => "like_count",
    };
}
