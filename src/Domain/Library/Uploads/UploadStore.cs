using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

internal sealed class UploadStore
{
    // So many at a time: the rest is found the next time.
    private const long Batch = 100;

    public Task InsertAsync(DbSession session, Upload upload) =>
        session.ExecuteAsync(
            """
            insert into uploads (id, owner_id, video_id, source, source_address, status, metadata, file_name, title, description,
                                 visibility, allow_download, require_premium, size_bytes, received_bytes, created_at, expires_at)
            values (@Id, @Owner, @Video, @Source, @SourceAddress, @Status, @Metadata, @FileName, @Title, @Description,
                    @Visibility, @AllowDownload, @RequirePremium, @Size, @Received, @CreatedAt, @ExpiresAt)
            """,
            new
            {
                Id = upload.Id.Value,
                Owner = upload.Owner.Value,
                Video = upload.Video.Value,
                Source = VideoRow.Word(upload.Source),
                upload.SourceAddress,
                Status = VideoRow.Word(upload.Status),
                upload.Metadata,
                upload.FileName,
                upload.Details.Title,
                upload.Details.Description,
                Visibility = upload.Details.Visibility is { } visibility ? VideoRow.Word(visibility) : null,
                AllowDownload = upload.Details.AllowDownload is { } download ? (download ? 1L : 0L) : (long?)null,
                RequirePremium = upload.Details.RequirePremium is { } premium ? (premium ? 1L : 0L) : (long?)null,
                upload.Size,
                upload.Received,
                CreatedAt = upload.CreatedAt.ToUnixTimeMilliseconds(),
                ExpiresAt = upload.ExpiresAt.ToUnixTimeMilliseconds(),
            });

    public async Task<Upload?> FindAsync(DbSession session, UploadId id) =>
        (await session.FindAsync<UploadRow>("select * from uploads where id = @Id", new { Id = id.Value }))?.ToUpload();

    public async Task LockOwnerAsync(DbSession session, AccountId owner)
    {
        if (session.Dialect.LockUntilCommit("@Key") is { } statement)
            await session.ExecuteAsync(statement, new { Key = $"uploads:{owner}" });
    }

    public Task<long> UnfinishedAsync(DbSession session, AccountId owner) =>
        session.ScalarAsync<long>(
            "select count(*) from uploads where owner_id = @Owner and status = 'receiving'",
            new { Owner = owner.Value });

    /// <summary>Bytes of the account's films, those on their way counted whole.</summary>
    public async Task<long> UsedBytesAsync(DbSession session, AccountId owner)
    {
        var parameters = new { Owner = owner.Value };
        var films = await session.ScalarAsync<long>("select cast(coalesce(sum(size_bytes), 0) as bigint) from videos where owner_id = @Owner", parameters);
        var coming = await session.ScalarAsync<long>(
            "select cast(coalesce(sum(coalesce(size_bytes, received_bytes)), 0) as bigint) from uploads where owner_id = @Owner and status = 'receiving'",
            parameters);
        return films + coming;
    }

    /// <summary>False when it is no longer being received, or others have written to it since <paramref name="before"/>.</summary>
    public async Task<bool> AdvanceAsync(DbSession session, UploadId id, long before, long received, DateTimeOffset expires) =>
        await session.ExecuteAsync(
            "update uploads set received_bytes = @received, expires_at = @Expires where id = @Id and status = 'receiving' and received_bytes = @before",
            new { Id = id.Value, before, received, Expires = expires.ToUnixTimeMilliseconds() }) > 0;

    public Task SetSizeAsync(DbSession session, UploadId id, long size) =>
        session.ExecuteAsync("update uploads set size_bytes = @size where id = @Id", new { Id = id.Value, size });

    /// <summary>Drops what came of an earlier try.</summary>
    public Task RestartAsync(DbSession session, UploadId id, long? size) =>
        session.ExecuteAsync(
            "update uploads set received_bytes = 0, size_bytes = @size where id = @Id and status = 'receiving'",
            new { Id = id.Value, size });

    public Task CompleteAsync(DbSession session, UploadId id, DateTimeOffset expires) =>
        session.ExecuteAsync(
            "update uploads set status = 'complete', expires_at = @Expires where id = @Id",
            new { Id = id.Value, Expires = expires.ToUnixTimeMilliseconds() });

    /// <summary>False when it is no longer being received.</summary>
    public async Task<bool> FailAsync(DbSession session, UploadId id, string failure, DateTimeOffset expires) =>
        await session.ExecuteAsync(
            "update uploads set status = 'failed', failure = @failure, received_bytes = 0, expires_at = @Expires where id = @Id and status = 'receiving'",
            new { Id = id.Value, failure, Expires = expires.ToUnixTimeMilliseconds() }) > 0;

    public async Task<bool> DeleteAsync(DbSession session, UploadId id) =>
        await session.ExecuteAsync("delete from uploads where id = @Id", new { Id = id.Value }) > 0;

    /// <summary>Those whose last byte is on the disk, but which are no videos yet: a crash came between.</summary>
    public async Task<IReadOnlyList<Upload>> WholeAsync(DbSession session) =>
        [.. (await session.ListAsync<UploadRow>(
            "select * from uploads where status = 'receiving' and received_bytes = size_bytes order by id limit @Batch",
            new { Batch })).Select(row => row.ToUpload())];

    public async Task<IReadOnlyList<Upload>> ExpiredAsync(DbSession session, DateTimeOffset now) =>
        [.. (await session.ListAsync<UploadRow>(
            "select * from uploads where expires_at < @Now order by expires_at limit @Batch",
            new { Now = now.ToUnixTimeMilliseconds(), Batch })).Select(row => row.ToUpload())];

    /// <summary>Removes it if it has still expired then.</summary>
    public async Task<bool> DeleteExpiredAsync(DbSession session, UploadId id, DateTimeOffset now) =>
        await session.ExecuteAsync(
            "delete from uploads where id = @Id and expires_at < @Now",
            new { Id = id.Value, Now = now.ToUnixTimeMilliseconds() }) > 0;

    /// <summary>Puts off the removal of what cannot be removed now.</summary>
    public Task PostponeAsync(DbSession session, UploadId id, DateTimeOffset expires) =>
        session.ExecuteAsync("update uploads set expires_at = @Expires where id = @Id", new { Id = id.Value, Expires = expires.ToUnixTimeMilliseconds() });

    /// <summary>Takes the oldest upload of the source that is to be fetched and that no node is at; null when there is none.</summary>
    /// <param name="busy">Whose uploads are left for later.</param>
    public async Task<(Upload Upload, long Attempts)?> ClaimAsync(
        DbSession session, UploadSource source, IReadOnlyCollection<AccountId> busy, DateTimeOffset now, TimeSpan lease)
    {
        var row = await session.FindAsync<UploadRow>(
            $"""
            update uploads
            set attempts = attempts + 1, claimed_until = @Until
            where id = (select id from uploads
                        where status = 'receiving' and source = @Source and claimed_until < @Now and {session.Dialect.IsNoneOf("owner_id", "@Busy")}
                        order by created_at limit 1)
              and claimed_until < @Now
            returning *
            """,
            new
            {
                Source = VideoRow.Word(source),
                Busy = busy.Select(owner => owner.Value).DefaultIfEmpty(string.Empty).ToArray(),
                Now = now.ToUnixTimeMilliseconds(),
                Until = (now + lease).ToUnixTimeMilliseconds(),
            });
        return row is null ? null : (row.ToUpload(), row.Attempts);
    }

    /// <param name="countsAsAttempt">False for a wait that nothing is to blame for.</param>
    /// <param name="note">A sentence for the owner that says what it waits for; null for nothing out of the ordinary.</param>
    public Task ReleaseAsync(DbSession session, UploadId id, DateTimeOffset notBefore, bool countsAsAttempt, string? note = null) =>
        session.ExecuteAsync(
            "update uploads set claimed_until = @Until, attempts = attempts - @Uncounted, failure = @note where id = @Id and status = 'receiving'",
            new { Id = id.Value, Until = notBefore.ToUnixTimeMilliseconds(), Uncounted = countsAsAttempt ? 0L : 1L, note });

    public Task RenewAsync(DbSession session, UploadId id, DateTimeOffset until) =>
        session.ExecuteAsync(
            "update uploads set claimed_until = @Until where id = @Id and status = 'receiving'",
            new { Id = id.Value, Until = until.ToUnixTimeMilliseconds() });
}
