using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Doors.Shared;
using Matinee.Doors.WatchFlixx.Social;
using Matinee.Realtime;

namespace Matinee.Doors.WatchFlixx.Sockets;

/// <summary>The party's events from clients: wire to command, one use case, outcome to the acknowledgement's fields.</summary>
internal sealed class PartyEvents(Parties parties, PartyChat chat, PartyHosts hosts, PartyRooms rooms, PartyViews views, PartyLookup lookup, ServerClock clock)
{
    private const int History = 50;

    private static readonly Refusal NotInParty = new(RefusalKind.NotMember, "You are not in a party.");

    public async Task<Outcome<object>> Create(PartySocket socket, SocketPayload payload)
    {
        var (content, episode, seats, isPublic, settings) =
            (payload.RequiredText("contentId"), payload.Text("episodeId"), payload.Number("maxMembers"), payload.Flag("isPublic"), payload.Nested("settings"));
        var wanted = new PartySettingsBody(
            settings?.Text("lagPolicy"), settings?.Flag("waitForBufferers"), settings?.Flag("guestsAllowed"), settings?.Flag("openStatusControl"));
        if (payload.Fault is { } fault) return fault;
        if (seats is { } number && (number != Math.Floor(number) || Math.Abs(number) > int.MaxValue))
            return Refusal.Invalid("maxMembers", "maxMembers must be a whole number.");
        var request = new CreateParty(content, episode, (int?)seats, isPublic, wanted);
        if (!(await hosts.CreateAsync(socket.Caller, socket.Viewer, request, socket.Connection)).Succeeded(out var party, out var refusal)) return refusal;
        await LeaveRoomAsync(socket);
        return await EnterAsync(socket, party, "party:created");
    }

    public async Task<Outcome<object>> Join(PartySocket socket, SocketPayload payload)
    {
        var code = payload.RequiredText("partyCode");
        if (payload.Fault is { } fault) return fault;
        if (!(await lookup.FindOverSocketAsync(code, socket.Address, socket.Caller)).Succeeded(out var id, out var refusal)) return refusal;
        var outcome = await parties.DoAsync(id, new PartyCommand.Join(socket.Viewer, socket.Connection), socket.Socket.Id);
        if (!outcome.Succeeded(out var party, out refusal)) return refusal;
        if (socket.Party != id) await LeaveRoomAsync(socket);
        return await EnterAsync(socket, party, "party:joined");
    }

    public async Task<Outcome<object>> Leave(PartySocket socket, SocketPayload payload)
    {
        if (socket.Party is not { } id) return NotInParty;
        rooms.Exit(socket, id);
        socket.Party = null;
        return (await parties.DoAsync(id, new PartyCommand.Leave(socket.Viewer.Profile), socket.Socket.Id)).Match<Outcome<object>>(
            _ => new SocketDone(), refusal => refusal);
    }

    public Task<Outcome<object>> Start(PartySocket socket, SocketPayload payload) =>
        ControlAsync(socket, payload, new PartyCommand.Start(socket.Viewer.Profile));

    public Task<Outcome<object>> Play(PartySocket socket, SocketPayload payload) =>
        ControlAsync(socket, payload, new PartyCommand.Play(socket.Viewer.Profile, payload.Number("timestamp")));

    public Task<Outcome<object>> Pause(PartySocket socket, SocketPayload payload) =>
        ControlAsync(socket, payload, new PartyCommand.Pause(socket.Viewer.Profile, payload.Number("timestamp")));

    public Task<Outcome<object>> Seek(PartySocket socket, SocketPayload payload) =>
        ControlAsync(socket, payload, new PartyCommand.Seek(socket.Viewer.Profile, payload.RequiredNumber("timestamp"), payload.Flag("wasPlaying")));

    public Task<Outcome<object>> UndoSeek(PartySocket socket, SocketPayload payload) =>
        ControlAsync(socket, payload, new PartyCommand.UndoSeek(socket.Viewer.Profile));

    public Task<Outcome<object>> ChangeRate(PartySocket socket, SocketPayload payload) =>
        ControlAsync(socket, payload, new PartyCommand.ChangeRate(socket.Viewer.Profile, payload.RequiredNumber("rate")));

    public async Task<Outcome<object>> RequestSync(PartySocket socket, SocketPayload payload)
    {
        if (!(await PartyOfAsync(socket)).Succeeded(out var party, out var refusal)) return refusal;
        var playback = PlaybackWire.AsOf(party, clock.Now);
        socket.Socket.Emit("party:sync", playback);
        return new PlaybackDone(playback);
    }

    public async Task<Outcome<object>> Message(PartySocket socket, SocketPayload payload)
    {
        var (text, position, clientId) = (payload.RequiredText("message"), payload.Number("timestamp"), payload.Text("clientMessageId"));
        if (payload.Fault is { } fault) return fault;
        if (socket.Party is not { } id) return NotInParty;
        return (await chat.PostAsync(id, socket.Viewer.Profile, text, position, clientId)).Match<Outcome<object>>(
            message => new MessageDone(MessageWire.Of(message)), refusal => refusal);
    }

    public async Task<Outcome<object>> React(PartySocket socket, SocketPayload payload)
    {
        var (emoji, position, point) = (payload.RequiredText("emoji"), payload.Number("timestamp"), payload.Nested("position"));
        var (x, y) = (point?.RequiredNumber("x") ?? 0.5, point?.RequiredNumber("y") ?? 0.5);
        if (payload.Fault is { } fault) return fault;
        if (socket.Party is not { } id) return NotInParty;
        return (await chat.ReactAsync(id, socket.Viewer.Profile, emoji, x, y, position)).Match<Outcome<object>>(_ => new SocketDone(), refusal => refusal);
    }

    public async Task<Outcome<object>> Type(PartySocket socket, SocketPayload payload)
    {
        var isTyping = payload.RequiredFlag("isTyping");
        if (payload.Fault is { } fault) return fault;
        if (socket.Party is not { } id) return NotInParty;
        return (await chat.TypeAsync(id, socket.Viewer.Profile, isTyping, socket.Socket.Id)).Match<Outcome<object>>(_ => new SocketDone(), refusal => refusal);
    }

    /// <summary>The client's own measurement counts before the transport's.</summary>
    public async Task<Outcome<object>> Heartbeat(PartySocket socket, SocketPayload payload)
    {
        const double mostMilliseconds = 60_000;
        var (position, latency) = (payload.Number("timestamp"), payload.Number("latency"));
        payload.Flag("isPlaying");
        payload.Text("quality");
        if (payload.Fault is { } fault) return fault;
        if (position < 0) return Refusal.Invalid("timestamp", "The timestamp must be a number of seconds, zero or more.");
        if (latency is < 0 or > mostMilliseconds) return Refusal.Invalid("latency", "The latency must be 0 to 60000 milliseconds.");
        if (!(await PartyOfAsync(socket)).Succeeded(out var party, out var refusal)) return refusal;
        var roundTrip = latency is { } ms ? TimeSpan.FromMilliseconds(ms) : socket.Socket.RoundTripTime ?? await socket.Socket.MeasureRoundTripAsync() ?? TimeSpan.Zero;
        var reported = await parties.DoAsync(party.Id, new PartyCommand.ReportLatency(socket.Viewer.Profile, roundTrip), socket.Socket.Id);
        if (reported.IsRefused(out refusal)) return refusal;
        socket.Socket.Emit("party:connection_quality", ConnectionWire.Of(roundTrip));
        return new SocketDone();
    }

    public Task<Outcome<object>> Buffering(PartySocket socket, SocketPayload payload)
    {
        payload.Number("timestamp");
        return DoAsync(socket, payload, new PartyCommand.ReportBuffering(socket.Viewer.Profile, payload.RequiredFlag("isBuffering")));
    }

    public Task<Outcome<object>> HandOver(PartySocket socket, SocketPayload payload) =>
        DoAsync(socket, payload, new PartyCommand.HandOver(socket.Viewer.Profile, new ProfileId(payload.RequiredText("profileId"))));

    public Task<Outcome<object>> Kick(PartySocket socket, SocketPayload payload) =>
        DoAsync(socket, payload, new PartyCommand.Kick(socket.Viewer.Profile, new ProfileId(payload.RequiredText("profileId"))));

    public Task<Outcome<object>> End(PartySocket socket, SocketPayload payload) => DoAsync(socket, payload, new PartyCommand.End(socket.Viewer.Profile));

    public async Task<Outcome<object>> ChangeSettings(PartySocket socket, SocketPayload payload)
    {
        if (!LagPolicyWire.TryRead(payload.Text("lagPolicy"), out var lagPolicy)) return LagPolicyWire.Unknown;
        var change = new PartyCommand.ChangeSettings(socket.Viewer.Profile)
        {
            LagPolicy = lagPolicy,
            WaitForBufferers = payload.Flag("waitForBufferers"),
            GuestsAllowed = payload.Flag("guestsAllowed"),
            OpenStatusControl = payload.Flag("openStatusControl"),
        };
        return await DoAsync(socket, payload, change);
    }

    /// <summary>The connection is gone; the seat waits for it.</summary>
    public Task DisconnectedAsync(PartySocket socket)
    {
        socket.LostParty = socket.Party;
        return LeaveRoomAsync(socket);
    }

    /// <summary>
    /// The client came back in time and has been told what it missed: it sits where it sat. Who lost the seat meanwhile
    /// takes it anew and is shown the party; who may not is told so and hears nothing more.
    /// </summary>
    public async Task RecoverAsync(PartySocket socket, PartyId id)
    {
        try
        {
            await TakeSeatBackAsync(socket, id);
        }
        catch (RealtimeUnavailableException)
        {
            socket.Socket.Emit("party:error", SocketError.Of(SharedState.Away));
        }
    }

    private async Task TakeSeatBackAsync(PartySocket socket, PartyId id)
    {
        var hadSeat = await parties.FindAsync(id) is { } before && before.Members.ContainsKey(socket.Viewer.Profile);
        var outcome = await parties.DoAsync(id, new PartyCommand.Join(socket.Viewer, socket.Connection), socket.Socket.Id);
        if (!outcome.Succeeded(out var party, out var refusal))
        {
            rooms.Exit(socket, id);
            socket.Socket.Emit("party:error", SocketError.Of(refusal));
        }
        else if (hadSeat)
        {
            socket.Party = id;
            await rooms.EnterAsync(socket, id);
        }
        else
        {
            await EnterAsync(socket, party, "party:joined");
        }
    }

    private async Task<Outcome<object>> ControlAsync(PartySocket socket, SocketPayload payload, PartyCommand command) =>
        (await CommandAsync(socket, payload, command)).Match<Outcome<object>>(
            party => new PlaybackDone(PlaybackWire.AsSet(party, clock.Now)), refusal => refusal);

    private async Task<Outcome<object>> DoAsync(PartySocket socket, SocketPayload payload, PartyCommand command) =>
        (await CommandAsync(socket, payload, command)).Match<Outcome<object>>(_ => new SocketDone(), refusal => refusal);

    private async Task<Outcome<Party>> CommandAsync(PartySocket socket, SocketPayload payload, PartyCommand command)
    {
        if (payload.Fault is { } fault) return fault;
        if (socket.Party is not { } id) return NotInParty;
        return await parties.DoAsync(id, command, socket.Socket.Id);
    }

    private async Task<Outcome<Party>> PartyOfAsync(PartySocket socket)
    {
        if (socket.Party is not { } id) return NotInParty;
        if (await parties.FindAsync(id) is not { } party) return Refusal.NotFound("That party");
        return PartyRules.Seat(party, socket.Viewer.Profile).Match<Outcome<Party>>(_ => party, refusal => refusal);
    }

    private async Task<Outcome<object>> EnterAsync(PartySocket socket, Party decided, string eventName)
    {
        socket.Party = decided.Id;
        await rooms.EnterAsync(socket, decided.Id);

        // Read after entering the room: what happened in between is in the snapshot, what happens from here on arrives as news.
        var party = await parties.FindAsync(decided.Id) ?? decided;
        var (messages, _) = await chat.MessagesAsync(party.Id, History);
        var wire = await views.RenderAsync(party, socket.Caller, socket.PublicUrl);
        var role = party.Members.TryGetValue(socket.Viewer.Profile, out var member) ? MemberWire.RoleName(member.Role) : "MEMBER";
        socket.Socket.Emit(eventName, new { party = wire, partyCode = wire.PartyCode, inviteUrl = wire.InviteUrl, members = wire.Members });
        return new EnteredDone(
            wire, wire.PartyCode, wire.InviteUrl, wire.Members, new YouWire(socket.Viewer.Profile.Value, role), [.. messages.Select(MessageWire.Of)]);
    }

    private async Task LeaveRoomAsync(PartySocket socket)
    {
        if (socket.Party is not { } former) return;
        socket.Party = null;
        rooms.Exit(socket, former);
        await parties.DoAsync(former, new PartyCommand.Disconnect(socket.Viewer.Profile, socket.Connection), socket.Socket.Id);
    }
}

internal record SocketDone
{
    public bool Ok => true;
}

internal sealed record PlaybackDone(PlaybackWire Playback) : SocketDone;

internal sealed record MessageDone(MessageWire Message) : SocketDone;

internal sealed record EnteredDone(
    PartyWire Party, string PartyCode, string InviteUrl, IReadOnlyList<MemberWire> Members, YouWire You, IReadOnlyList<MessageWire> Messages) : SocketDone;

internal sealed record YouWire(string ProfileId, string Role);
