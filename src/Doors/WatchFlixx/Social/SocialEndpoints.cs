using System.Globalization;
using System.Text.Json.Serialization;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchFlixx.Social;

internal static class SocialEndpoints
{
    private const int DefaultMessages = 50;
    private const int MostMessages = 100;

    public static async Task<IResult> CreateParty(HttpContext context, Body<CreateParty, WatchFlixxWire> body, PartyHosts hosts, CancellationToken ct)
    {
        var caller = context.Caller();
        if (!(await hosts.ViewerAsync(caller, body.Value.ProfileId, ct)).Succeeded(out var host, out var refusal)) return WatchFlixxWire.Refused(refusal);
        if (!(await hosts.CreateAsync(caller, host, body.Value, connection: null, ct)).Succeeded(out var party, out refusal))
            return WatchFlixxWire.Refused(refusal);
        return WatchFlixxWire.Created(new PartyData(await RenderAsync(context, party)), "Party created");
    }

    public static async Task<IResult> JoinParty(HttpContext context, string codeOrId, PartyHosts hosts, PartyAdmission admission, Parties parties, CancellationToken ct)
    {
        var hasBody = context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0;
        var body = hasBody ? (await Body<JoinPartyBody, WatchFlixxWire>.BindAsync(context)).Value : null;
        if (!(await admission.AdmitAsync(context, codeOrId, body?.Password)).Succeeded(out var id, out var refusal)) return WatchFlixxWire.Refused(refusal);
        if (!(await hosts.ViewerAsync(context.Caller(), body?.ProfileId, ct)).Succeeded(out var viewer, out refusal)) return WatchFlixxWire.Refused(refusal);
        return await AnswerAsync(context, await parties.DoAsync(id, new PartyCommand.Join(viewer, Connection: null), origin: null), "Joined the party");
    }

    public static async Task<IResult> ShowParty(HttpContext context, string codeOrId, Parties parties) =>
        (await FindPartyAsync(context, codeOrId)).Succeeded(out var id, out var refusal)
            ? await AnswerAsync(context, await parties.FindForAsync(id, context.Caller().Account), "Party details")
            : WatchFlixxWire.Refused(refusal);

    public static async Task<IResult> LeaveParty(HttpContext context, string codeOrId, Parties parties)
    {
        if (!(await FindSeatAsync(context, codeOrId, parties)).Succeeded(out var seat, out var refusal)) return WatchFlixxWire.Refused(refusal);
        var outcome = await parties.DoAsync(seat.Party.Id, new PartyCommand.Leave(seat.Member.Id), origin: null);
        return outcome.Match(_ => WatchFlixxWire.Ok(new { }, "Left the party"), WatchFlixxWire.Refused);
    }

    public static async Task<IResult> StartParty(HttpContext context, string codeOrId, Parties parties)
    {
        if (!(await FindSeatAsync(context, codeOrId, parties)).Succeeded(out var seat, out var refusal)) return WatchFlixxWire.Refused(refusal);
        return await AnswerAsync(context, await parties.DoAsync(seat.Party.Id, new PartyCommand.Start(seat.Member.Id), origin: null), "Party started");
    }

    public static async Task<IResult> ListMessages(
        HttpContext context, string codeOrId, string? limit, string? before, Parties parties, PartyChat chat, CancellationToken ct)
    {
        if (!(await FindSeatAsync(context, codeOrId, parties)).Succeeded(out var seat, out var refusal)) return WatchFlixxWire.Refused(refusal);
        var most = DefaultMessages;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > MostMessages))
            return WatchFlixxWire.Refused(Refusal.Invalid("limit", $"limit must be a whole number from 1 to {MostMessages}."));
        if (!TryParseInstant(before, out var instant))
            return WatchFlixxWire.Refused(Refusal.Invalid("before", "before must be a time in ISO 8601 or in milliseconds since 1970."));
        var (messages, hasMore) = await chat.MessagesAsync(seat.Party.Id, most, instant, ct);
        return WatchFlixxWire.Ok(new MessagesData([.. messages.Select(MessageWire.Of)], hasMore));
    }

    /// <summary>What somebody with a link may see before they join.</summary>
    public static async Task<IResult> ShowInvite(HttpContext context, string codeOrId, PartyLookup lookup, Parties parties)
    {
        if (!(await lookup.FindInvitedAsync(context, codeOrId)).Succeeded(out var id, out var refusal)) return WatchFlixxWire.Refused(refusal);
        if (await parties.FindAsync(id) is not { } party) return WatchFlixxWire.Refused(Refusal.NotFound("That party"));

        // The code would open the party without its password.
        var needsPassword = await lookup.NeedsPasswordAsync(id, codeOrId, context.FindCaller());
        var invite = new InviteWire(
            needsPassword ? id.Value : party.Code, party.Host?.Name, party.Content.Title, PosterUrl: null, party.Settings.GuestsAllowed,
            PartyWire.StatusName(party.Status));
        return WatchFlixxWire.Ok(new InviteData(invite with { NeedsPassword = needsPassword }));
    }

    public static async Task<IResult> ListParties(HttpContext context, Parties parties, CancellationToken ct)
    {
        var mine = new List<PartyWire>();
        foreach (var party in await parties.MineAsync(context.Caller().Account, ct)) mine.Add(await RenderAsync(context, party));
        return WatchFlixxWire.Ok(new PartiesData(mine));
    }

    internal static Task<Outcome<PartyId>> FindPartyAsync(HttpContext context, string codeOrId) =>
        context.RequestServices.GetRequiredService<PartyLookup>().FindAsync(context, codeOrId);

    private static async Task<Outcome<Seat>> FindSeatAsync(HttpContext context, string codeOrId, Parties parties)
    {
        if (!(await FindPartyAsync(context, codeOrId)).Succeeded(out var id, out var refusal)) return refusal;
        var caller = context.Caller();
        return await parties.FindAsync(id) is { } party && party.SeatOf(caller.Account, caller.Profile) is { } member
            ? new Seat(party, member)
            : Refusal.NotFound("That party");
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, Outcome<Party> outcome, string message) =>
        outcome.Succeeded(out var party, out var refusal)
            ? WatchFlixxWire.Ok(new PartyData(await RenderAsync(context, party)), message)
            : WatchFlixxWire.Refused(refusal);

    private static Task<PartyWire> RenderAsync(HttpContext context, Party party)
    {
        var services = context.RequestServices;
        var url = services.GetRequiredService<PublicUrl>().Of(context);
        return services.GetRequiredService<PartyViews>().RenderAsync(party, context.Caller(), url, context.RequestAborted);
    }

    private static bool TryParseInstant(string? text, out DateTimeOffset? instant)
    {
        instant = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms))
        {
            if (ms > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return false;
            instant = DateTimeOffset.FromUnixTimeMilliseconds(ms);
            return true;
        }

        // A plus sign of an offset that was not percent-encoded arrives as a space.
        var isIso = DateTimeOffset.TryParse(
            text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var parsed);
        instant = parsed;
        return isIso;
    }

    private sealed record Seat(Party Party, Member Member);
}

/// <param name="Password">Asked for where a party has one and only its id is known.</param>
internal sealed record JoinPartyBody(string? ProfileId, string? Password = null);

internal sealed record PartyData(PartyWire Party);

internal sealed record PartiesData(IReadOnlyList<PartyWire> Parties);

internal sealed record MessagesData(IReadOnlyList<MessageWire> Messages, bool HasMore);

internal sealed record InviteData(InviteWire Invite);

/// <param name="PartyCode">The id instead, where the party needs its password first.</param>
internal sealed record InviteWire(string PartyCode, string? HostName, string Title, string? PosterUrl, bool GuestsAllowed, string Status)
{
    /// <summary>Shown where it is so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NeedsPassword { get; init; }
}
