using System.Globalization;
using System.Text;
using Matinee.Domain.Accounts;
using Matinee.Domain.Parties;
using Matinee.Doors.Shared;

namespace Matinee.Doors.PlayerStatus;

/// <summary>
/// Joins a room whose code is a party's code (or id) to that party: its members appear to who polls the room, and statuses of
/// its host move it. Guesses count against the address as they do at the other doors, where they were not asked for before.
/// </summary>
internal sealed class PartyStatuses(PartyDirectory directory, Parties parties, RateLimits limits, ServerClock clock, TimeProvider time)
{
    /// <summary>The contract's name for everybody without an account.</summary>
    public const string Guest = "guest";

    /// <summary>False for a room that cannot be a party's, which is most of them.</summary>
    public bool MayBeParty(string room) => directory.MayName(room);

    /// <summary>The party behind the room; null when there is none, it is over, or this address has guessed too often.</summary>
    public async ValueTask<Party?> FindAsync(HttpContext context, string room)
    {
        if (directory.TryGet(room, out var id) && id is null) return null;
        var address = limits.AddressOf(context.Connection.RemoteIpAddress, context.Request.Headers);
        if (await limits.IsSpentAsync(address, RateLimit.Party)) return null;
        if (await directory.FindAsync(room) is { } party) return party;
        if (id is null) await limits.CountByAddressAsync(address, RateLimit.Party);
        return null;
    }

    /// <summary>Lets the party follow what its host's player did; who is not its host changes nothing.</summary>
    public async ValueTask FollowAsync(HttpContext context, string room, string user, PlayerState player, Caller? caller)
    {
        // Neither playing nor paused, or fetching data: the player says nothing of what its viewer wants.
        if (player.IsLoading || player.IsPlaying == player.IsPaused) return;
        if (await FindAsync(context, room) is not { } party) return;
        var seat = caller is null ? null : party.SeatOf(caller.Account, caller.Profile);
        if (caller is null ? user != UserOf(party.Host) : seat is null) return;
        await parties.DoAsync(party.Id, new PartyCommand.Follow(seat?.Id, player.Time, player.IsPlaying) { Rate = player.Rate }, origin: null);
    }

    public static string? UserOf(Member? member) => member is null ? null : member.IsGuest ? Guest : member.Account.Value;

    /// <summary>One status for each member, as of now; the host's last, which is the newest of all guests when a guest hosts.</summary>
    public IReadOnlyList<PartyMemberStatus> Members(Party party, string room)
    {
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        var text = Text(party);
        var code = JsonText.Encode(room);
        return
        [
            .. party.MembersInOrder
                .OrderBy(member => member.Role == PartyRole.Host)
                .Select(member => new PartyMemberStatus(
                    UserOf(member)!, member.Role == PartyRole.Host, StatusText.Label(JsonText.Encode(UserOf(member)!), code), text, at)),
        ];
    }

    private byte[] Text(Party party)
    {
        var playback = party.Playback;
        var position = Math.Max(0, playback.PositionAt(clock.Now, party.Content.Duration));
        var fields = new StatusFields
        {
            HasTitle = true,
            Title = JsonText.Encode(party.Content.Title),
            HasType = true,
            Type = "Movie"u8,
            IsPlaying = playback.IsPlaying,
            IsPaused = !playback.WantsToPlay,
            IsLoading = playback.Hold is not null,
            HasPlayedOnce = party.Status != PartyStatus.Waiting,
            Time = Number(position),
            Duration = Number(party.Content.Duration ?? 0),
            Volume = "1"u8,
            PlaybackRate = Number(playback.Rate),
        };
        return StatusText.Render(ref fields);
    }

    /// <summary>To the millisecond.</summary>
    private static byte[] Number(double seconds) =>
        Encoding.ASCII.GetBytes(Math.Round(seconds, 3).ToString("R", CultureInfo.InvariantCulture));
}

/// <param name="Text">As of a player's own status.</param>
internal sealed record PartyMemberStatus(string User, bool IsHost, byte[] Label, byte[] Text, long At);
