using System.ComponentModel.DataAnnotations;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Parties;

namespace Matinee.Doors.WatchFlixx.Social;

/// <summary>What REST and Socket.IO share in making and joining parties: who the caller is there, and what it may show.</summary>
internal sealed class PartyHosts(Accounts accounts, Library library, ViewingRights rights, Parties parties)
{
    private const int DefaultSeats = 10;

    /// <summary>The caller as a viewer, with the profile that it names or else the token's.</summary>
    public async Task<Outcome<Viewer>> ViewerAsync(Caller caller, string? profileId, CancellationToken ct = default)
    {
        var id = profileId is null ? caller.Profile : new ProfileId(profileId);
        return (await accounts.FindProfileAsync(caller.Account, id, ct)).Match<Outcome<Viewer>>(
            profile => new Viewer(profile.Id, profile.Account, profile.Name, profile.AvatarUrl, caller.GuestOf),
            refusal => refusal);
    }

    public async Task<Outcome<Party>> CreateAsync(Caller caller, Viewer host, CreateParty request, string? connection, CancellationToken ct = default)
    {
        if (caller.IsGuest) return new Refusal(RefusalKind.Forbidden, "Guests cannot start a party.");
        if (string.IsNullOrWhiteSpace(request.ContentId))
            return Refusal.Invalid([new FieldFault("contentId", "contentId is required.", "REQUIRED_FIELD")]);
        var id = new VideoId(request.ContentId);
        var watches = await rights.WatchesInPartyAsync(caller.Account, id, ct);
        if (!(await library.FindForViewerAsync(caller, id, watches, ct)).Succeeded(out var video, out var refusal)) return refusal;
        if (video.Status != VideoStatus.Ready) return new Refusal(RefusalKind.Conflict, "This film is not ready to be watched.");
        var defaults = new PartySettings();
        if (!LagPolicyWire.TryRead(request.Settings?.LagPolicy, out var wanted)) return LagPolicyWire.Unknown;
        if (!defaults.LagPolicyAfter(wanted, request.Settings?.WaitForBufferers).Succeeded(out var lagPolicy, out refusal)) return refusal;
        return await parties.CreateAsync(
            host,
            new PartyContent(video.Id, video.Title, video.Duration),
            request.MaxMembers ?? DefaultSeats,
            request.IsPublic ?? false,
            defaults with
            {
                LagPolicy = lagPolicy,
                GuestsAllowed = request.Settings?.GuestsAllowed ?? defaults.GuestsAllowed,
                OpenStatusControl = request.Settings?.OpenStatusControl ?? defaults.OpenStatusControl,
            },
            connection);
    }
}

/// <summary>What making a party takes, over REST and over Socket.IO. A video stands for itself: episodeId is read and not used.</summary>
internal sealed record CreateParty([property: Required] string? ContentId, string? EpisodeId, int? MaxMembers, bool? IsPublic, PartySettingsBody? Settings)
{
    public string? ProfileId { get; init; }
}

internal sealed record PartySettingsBody(string? LagPolicy, bool? WaitForBufferers, bool? GuestsAllowed, bool? OpenStatusControl = null);
