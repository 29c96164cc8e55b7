using System.Collections.Immutable;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

internal sealed class PartyRow
{
    // The column has to have a value.
    private const string NoVideo = "";

    public string Id { get; init; } = "";

    public string Code { get; init; } = "";

    public string VideoId { get; init; } = "";

    public string Title { get; init; } = "";

    public double? Duration { get; init; }

    public string Status { get; init; } = "";

    public long MaxMembers { get; init; }

    public long IsPublic { get; init; }

    public string LagPolicy { get; init; } = "";

    public long GuestsAllowed { get; init; }

    public long ModeratorsControl { get; init; }

    public long OpenStatusControl { get; init; }

    public double Position { get; init; }

    public double Rate { get; init; }

    public long IsPlaying { get; init; }

    public long IsHeld { get; init; }

    public long PlaybackAt { get; init; }

    public long PlaybackSeq { get; init; }

    public long Epoch { get; init; }

    public long Seq { get; init; }

    public long CreatedAt { get; init; }

    public long AliveAt { get; init; }

    public long? EmptySince { get; init; }

    public long? EndedAt { get; init; }

    public string? EndReason { get; init; }

    public long? ExpiresAt { get; init; }

    public string? PasswordHash { get; init; }

    public string? FounderId { get; init; }

    public static PartyRow Of(Party party, DateTimeOffset aliveAt) => new()
    {
        Id = party.Id.Value,
        Code = party.Code,
        VideoId = party.Content.Video?.Value ?? NoVideo,
        Title = party.Content.Title,
        Duration = party.Content.Duration,
        Status = party.Status.ToString(),
        MaxMembers = party.MaxMembers,
        IsPublic = party.IsPublic ? 1 : 0,
        LagPolicy = party.Settings.LagPolicy.ToString(),
        GuestsAllowed = party.Settings.GuestsAllowed ? 1 : 0,
        ModeratorsControl = party.Settings.ModeratorsControl ? 1 : 0,
        OpenStatusControl = party.Settings.OpenStatusControl ? 1 : 0,
        Position = party.Playback.Position,
        Rate = party.Playback.Rate,
        IsPlaying = party.Playback.IsPlaying ? 1 : 0,
        IsHeld = party.Playback.Hold is null ? 0 : 1,
        PlaybackAt = party.Playback.At.ToUnixTimeMilliseconds(),
        PlaybackSeq = party.Playback.Seq,
        Epoch = party.Epoch,
        Seq = party.Seq,
        CreatedAt = party.CreatedAt.ToUnixTimeMilliseconds(),
        AliveAt = aliveAt.ToUnixTimeMilliseconds(),
        EmptySince = party.EmptySince?.ToUnixTimeMilliseconds(),
        EndedAt = party.IsEnded ? aliveAt.ToUnixTimeMilliseconds() : null,
        EndReason = party.EndReason,
        ExpiresAt = party.ExpiresAt?.ToUnixTimeMilliseconds(),
        PasswordHash = party.PasswordHash,
        FounderId = party.Founder?.Value,
    };

    public StoredParty ToParty(IReadOnlyList<MemberRow> members)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(PlaybackAt);
        var party = new Party
        {
            Id = new PartyId(Id),
            Code = Code,
            Content = new PartyContent(VideoId == NoVideo ? null : new VideoId(VideoId), Title, Duration),
            Status = Enum.Parse<PartyStatus>(Status),
            MaxMembers = (int)MaxMembers,
            IsPublic = IsPublic != 0,
            Settings = new PartySettings(Enum.Parse<LagPolicy>(LagPolicy), GuestsAllowed != 0, ModeratorsControl != 0)
            {
                OpenStatusControl = OpenStatusControl != 0,
            },
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            Members = members.Where(row => row.IsKicked == 0).Select(row => row.ToMember()).ToImmutableDictionary(member => member.Id),
            Kicked = [.. members.Where(row => row.IsKicked != 0).Select(row => new ProfileId(row.ProfileId))],

            // Whom a hold waited for is not stored: an empty hold that is over lets the film go on at the next tick.
            Playback = new Playback(Position, Rate, IsPlaying != 0, at, PlaybackSeq, Actor: null) { Hold = IsHeld == 0 ? null : new Hold([], at) },
            Epoch = Epoch,
            Seq = Seq,
            EmptySince = EmptySince is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null,
            EndReason = EndReason,
            ExpiresAt = ExpiresAt is { } expires ? DateTimeOffset.FromUnixTimeMilliseconds(expires) : null,
            PasswordHash = PasswordHash,
            Founder = FounderId is null ? null : new ProfileId(FounderId),
        };
        return new StoredParty(party, DateTimeOffset.FromUnixTimeMilliseconds(AliveAt));
    }
}

internal sealed record MemberRow
{
    public string PartyId { get; init; } = "";

    public string ProfileId { get; init; } = "";

    public string AccountId { get; init; } = "";

    public string Name { get; init; } = "";

    public string? Avatar { get; init; }

    public string Role { get; init; } = "";

    public long IsGuest { get; init; }

    public long JoinedAt { get; init; }

    public long JoinedSeq { get; init; }

    public long IsKicked { get; init; }

    public long HasArrived { get; init; }

    public static MemberRow Of(PartyId party, Member member) => new()
    {
        PartyId = party.Value,
        ProfileId = member.Id.Value,
        AccountId = member.Account.Value,
        Name = member.Name,
        Avatar = member.Avatar,
        Role = member.Role.ToString(),
        IsGuest = member.IsGuest ? 1 : 0,
        JoinedAt = member.JoinedAt.ToUnixTimeMilliseconds(),
        JoinedSeq = member.JoinedSeq,
        HasArrived = member.HasArrived ? 1 : 0,
    };

    public Member ToMember() => new()
    {
        Id = new ProfileId(ProfileId),
        Account = new AccountId(AccountId),
        Name = Name,
        Avatar = Avatar,
        Role = Enum.Parse<PartyRole>(Role),
        IsGuest = IsGuest != 0,
        JoinedAt = DateTimeOffset.FromUnixTimeMilliseconds(JoinedAt),
        JoinedSeq = JoinedSeq,
        HasArrived = HasArrived != 0,
    };
}
