using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>Parties and their seats in the database.</summary>
internal sealed class PartyStore
{
    /// <summary>False when another live party has the code.</summary>
    public async Task<bool> CodeIsFreeAsync(DbSession session, string code) =>
        await session.ScalarAsync<long>("select count(*) from parties where code = @code and ended_at is null", new { code }) == 0;

    /// <summary>The newest party that ever had the code: a live one before an ended one.</summary>
    public async Task<PartyId?> FindByCodeAsync(DbSession session, string code)
    {
        var id = await session.ScalarAsync<string?>(
            """
            select id from parties where code = @code
            order by case when ended_at is null then 0 else 1 end, created_at desc limit 1
            """,
            new { code });
        return id is null ? null : new PartyId(id);
    }

    public async Task<StoredParty?> FindAsync(DbSession session, PartyId id)
    {
        var row = await session.FindAsync<PartyRow>("select * from parties where id = @Value", new { id.Value });
        if (row is null) return null;
        var members = await session.ListAsync<MemberRow>("select * from party_members where party_id = @Value", new { id.Value });
        return row.ToParty(members);
    }

    public async Task<IReadOnlyList<PartyId>> LiveAsync(DbSession session) =>
        [.. (await session.ListAsync<string>("select id from parties where ended_at is null")).Select(id => new PartyId(id))];

    /// <summary>Live parties in which the account holds a seat, newest first.</summary>
    public async Task<IReadOnlyList<PartyId>> LiveOfAsync(DbSession session, AccountId account) =>
        [.. (await session.ListAsync<string>(
            """
            select distinct parties.id, parties.created_at from parties
            join party_members on party_members.party_id = parties.id
            where parties.ended_at is null and party_members.account_id = @Value and party_members.is_kicked = 0
            order by parties.created_at desc
            """,
            new { account.Value })).Select(id => new PartyId(id))];

    public async Task<IReadOnlyList<PartyId>> LiveShowingAsync(DbSession session, VideoId video) =>
        [.. (await session.ListAsync<string>("select id from parties where ended_at is null and video_id = @Value", new { video.Value }))
            .Select(id => new PartyId(id))];

    /// <summary>Whether the account holds a seat in a live party that shows the video.</summary>
    public async Task<bool> WatchesAsync(DbSession session, AccountId account, VideoId video) =>
        await session.ScalarAsync<long>(
            """
            select count(*) from parties
            join party_members on party_members.party_id = parties.id
            where parties.ended_at is null and parties.video_id = @video
              and party_members.account_id = @account and party_members.is_kicked = 0
            """,
            new { account = account.Value, video = video.Value }) > 0;

    /// <summary>
    /// False when the row holds a newer state (epoch and number) already. Either way the row is locked until the commit, so that
    /// nodes write one party one after the other.
    /// </summary>
    public async Task<bool> SaveAsync(DbSession session, Party party, DateTimeOffset aliveAt) => await session.ExecuteAsync(
        """
        insert into parties (id, code, video_id, title, duration, status, max_members, is_public, lag_policy, guests_allowed,
          moderators_control, position, rate, is_playing, is_held, playback_at, playback_seq, epoch, seq, created_at, alive_at,
          empty_since, ended_at, end_reason, expires_at, password_hash, founder_id, open_status_control)
        values (@Id, @Code, @VideoId, @Title, @Duration, @Status, @MaxMembers, @IsPublic, @LagPolicy, @GuestsAllowed,
          @ModeratorsControl, @Position, @Rate, @IsPlaying, @IsHeld, @PlaybackAt, @PlaybackSeq, @Epoch, @Seq, @CreatedAt, @AliveAt,
          @EmptySince, @EndedAt, @EndReason, @ExpiresAt, @PasswordHash, @FounderId, @OpenStatusControl)
        on conflict (id) do update set
          status = excluded.status, max_members = excluded.max_members, is_public = excluded.is_public,
          lag_policy = excluded.lag_policy, guests_allowed = excluded.guests_allowed,
          moderators_control = excluded.moderators_control, position = excluded.position, rate = excluded.rate,
          is_playing = excluded.is_playing, is_held = excluded.is_held, playback_at = excluded.playback_at,
          playback_seq = excluded.playback_seq, epoch = excluded.epoch, seq = excluded.seq, alive_at = excluded.alive_at,
          empty_since = excluded.empty_since, ended_at = excluded.ended_at, end_reason = excluded.end_reason,
          open_status_control = excluded.open_status_control
        where (parties.epoch, parties.seq) <= (excluded.epoch, excluded.seq)
        """,
        PartyRow.Of(party, aliveAt)) == 1;

    public Task SaveMemberAsync(DbSession session, PartyId party, Member member) => session.ExecuteAsync(
        """
        insert into party_members (party_id, profile_id, account_id, name, avatar, role, is_guest, joined_at, joined_seq, has_arrived)
        values (@PartyId, @ProfileId, @AccountId, @Name, @Avatar, @Role, @IsGuest, @JoinedAt, @JoinedSeq, @HasArrived)
        on conflict (party_id, profile_id) do update set
          name = excluded.name, avatar = excluded.avatar, role = excluded.role,
          joined_at = excluded.joined_at, joined_seq = excluded.joined_seq, has_arrived = excluded.has_arrived,
          is_kicked = 0
        """,
        MemberRow.Of(party, member));

    public Task SaveHostAsync(DbSession session, PartyId party, ProfileId host) => session.ExecuteAsync(
        """
        update party_members set role = case when profile_id = @host then 'Host' else 'Member' end
        where party_id = @party and (role = 'Host' or profile_id = @host)
        """,
        new { party = party.Value, host = host.Value });

    /// <summary>Makes the rows of seats what the state says, whatever they were; writes only those that differ.</summary>
    public async Task MatchMembersAsync(DbSession session, Party party)
    {
        var rows = await session.ListAsync<MemberRow>("select * from party_members where party_id = @Value", new { party.Id.Value });
        var stored = rows.ToDictionary(row => new ProfileId(row.ProfileId));
        foreach (var (profile, row) in stored)
        {
            var isKicked = party.Kicked.Contains(profile);
            if (row.IsKicked == 0 && !party.Members.ContainsKey(profile)) await RemoveMemberAsync(session, party.Id, profile, isKicked);
        }

        foreach (var member in party.Members.Values)
        {
            if (stored.GetValueOrDefault(member.Id) != MemberRow.Of(party.Id, member)) await SaveMemberAsync(session, party.Id, member);
        }
    }

    /// <summary>A kicked member's row stays, so that the party remembers after a restart.</summary>
    public Task RemoveMemberAsync(DbSession session, PartyId party, ProfileId member, bool isKicked) => session.ExecuteAsync(
        isKicked
            ? "update party_members set is_kicked = 1 where party_id = @party and profile_id = @member"
            : "delete from party_members where party_id = @party and profile_id = @member and is_kicked = 0",
        new { party = party.Value, member = member.Value });

    /// <summary>Notes that a playing party was alive at the time, for the case that the process dies.</summary>
    public Task SaveAliveAsync(DbSession session, PartyId party, DateTimeOffset at) => session.ExecuteAsync(
        "update parties set alive_at = @at where id = @party and ended_at is null",
        new { party = party.Value, at = at.ToUnixTimeMilliseconds() });
}

/// <param name="AliveAt">When the process that ran it last said that it was alive.</param>
internal sealed record StoredParty(Party Party, DateTimeOffset AliveAt);
