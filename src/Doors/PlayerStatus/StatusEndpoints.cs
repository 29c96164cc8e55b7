using System.Buffers;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Domain.Statuses;
using Matinee.Doors.Shared;
using Microsoft.AspNetCore.WebUtilities;

namespace Matinee.Doors.PlayerStatus;

// The hottest path over HTTP. A request that concerns no party and carries no token is served without waiting for anything:
// the methods that are not async are the ordinary way, those that are the exception.
internal sealed class StatusEndpoints(StatusBoard board, PartyStatuses parties, StatusTokens tokens, TimeProvider time)
{
    private const string Guest = "guest";

    public Task Report(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0) return ReportWithTokenAsync(context);
        var read = SmallBody.ReadAsync(context, StatusBody.Read);
        return read.IsCompletedSuccessfully ? Store(context, read.Result, caller: null) : ReportSlowlyAsync(context, read, caller: null);
    }

    public Task Show(HttpContext context)
    {
        if (ReadQuery(context, out var room, out var user) is { } fault) return PlayerStatusWire.WriteInvalidAsync(context, fault);
        return parties.MayBeParty(room) ? ShowPartyAsync(context, room, user) : Show(context, room, user, party: null);
    }

    private async Task ReportWithTokenAsync(HttpContext context)
    {
        var caller = await tokens.FindAsync(context);
        await ReportSlowlyAsync(context, SmallBody.ReadAsync(context, StatusBody.Read), caller);
    }

    private async Task ReportSlowlyAsync(HttpContext context, ValueTask<StatusBody> read, Caller? caller) => await Store(context, await read, caller);

    private Task Store(HttpContext context, StatusBody body, Caller? caller)
    {
        if (body.Fault is { } fault) return PlayerStatusWire.WriteInvalidAsync(context, fault);
        if (caller is not null && body.User != caller.Account.Value && body.User != Guest)
            return PlayerStatusWire.WriteRefusalAsync(context, new Refusal(RefusalKind.Forbidden, "userId is not the account of this token."));
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        board.Add(body.Room, body.User, body.Label, new Status(now, body.IsHost, body.Text));
        return body is { IsHost: true, Player: { } player } && parties.MayBeParty(body.Room)
            ? MovePartyAsync(context, body, player, caller, now)
            : Confirm(context, now);
    }

    private async Task MovePartyAsync(HttpContext context, StatusBody body, PlayerState player, Caller? caller, long now)
    {
        await parties.FollowAsync(context, body.Room, body.User, player, caller);
        await Confirm(context, now);
    }

    private async Task ShowPartyAsync(HttpContext context, string room, string? user) =>
        await Show(context, room, user, await parties.FindAsync(context, room));

    private Task Show(HttpContext context, string room, string? user, Party? party)
    {
        var members = party is null ? [] : parties.Members(party, room);
        var buffer = AnswerBuffer.Take();
        if (user is null) WriteRoom(buffer, room, members, party);
        else WriteUser(buffer, room, user, members, party);
        return Write(context, buffer.Written);
    }

    private void WriteRoom(AnswerBuffer buffer, string room, IReadOnlyList<PartyMemberStatus> members, Party? party)
    {
        var oldest = board.Oldest;
        buffer.Write("{\"roomCode\":\""u8);
        buffer.Write(JsonText.Encode(room));
        buffer.Write("\",\"users\":{"u8);
        var isFirstUser = true;
        foreach (var user in board.Users(room))
        {
            if (!StatusText.IsFresh(user, oldest) || members.Any(member => member.User == user.Name)) continue;
            StatusText.BeginUser(buffer, user.Label, ref isFirstUser);
            var isFirst = true;
            StatusText.AppendFresh(buffer, user, oldest, mayHost: party is null, StatusOptions.MostOfUser, ref isFirst);
            buffer.Write("]"u8);
        }

        foreach (var name in members.Select(member => member.User).Distinct())
        {
            StatusText.BeginUser(buffer, members.First(member => member.User == name).Label, ref isFirstUser);
            WriteMember(buffer, room, name, members, party!, oldest);
            buffer.Write("]"u8);
        }

        buffer.Write("}}"u8);
    }

    private void WriteUser(AnswerBuffer buffer, string room, string user, IReadOnlyList<PartyMemberStatus> members, Party? party)
    {
        var oldest = board.Oldest;
        buffer.Write("{\"userId\":\""u8);
        buffer.Write(JsonText.Encode(user));
        buffer.Write("\",\"roomCode\":\""u8);
        buffer.Write(JsonText.Encode(room));
        buffer.Write("\",\"statuses\":["u8);
        var isFirst = true;
        if (members.Any(member => member.User == user)) WriteMember(buffer, room, user, members, party!, oldest);
        else if (board.User(room, user) is { } found) StatusText.AppendFresh(buffer, found, oldest, mayHost: party is null, StatusOptions.MostOfUser, ref isFirst);
        buffer.Write("]}"u8);
    }

    /// <summary>What the member's own player said, and then what the party knows of it now: the newest is the party's.</summary>
    private void WriteMember(AnswerBuffer buffer, string room, string user, IReadOnlyList<PartyMemberStatus> members, Party party, long oldest)
    {
        var own = members.Where(member => member.User == user).TakeLast(StatusOptions.MostOfUser).ToList();
        var isFirst = true;
        var isHost = user == PartyStatuses.UserOf(party.Host);
        if (board.User(room, user) is { } sent)
            StatusText.AppendFresh(buffer, sent, oldest, mayHost: isHost, StatusOptions.MostOfUser - own.Count, ref isFirst);
        foreach (var member in own) StatusText.Append(buffer, member.Label, member.IsHost, member.Text, member.At, ref isFirst);
    }

    private static Task Confirm(HttpContext context, long at)
    {
        var buffer = AnswerBuffer.Take();
        buffer.Write("{\"success\":true,\"timestamp\":"u8);
        buffer.Write(at);
        buffer.Write("}"u8);
        return Write(context, buffer.Written);
    }

    private static Task Write(HttpContext context, ReadOnlySpan<byte> text)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = text.Length;
        context.Response.BodyWriter.Write(text);
        return Task.CompletedTask;
    }

    /// <summary>What is wrong with the query, naming the parameter; null when nothing is.</summary>
    private static string? ReadQuery(HttpContext context, out string room, out string? user)
    {
        string? roomCode = null;
        user = null;
        room = "";
        foreach (var pair in new QueryStringEnumerable(context.Request.QueryString.Value.AsMemory()))
        {
            var name = pair.DecodeName().Span;
            if (name.SequenceEqual("roomCode"))
            {
                if (roomCode is not null) return "roomCode stands twice.";
                roomCode = pair.DecodeValue().ToString();
            }
            else if (name.SequenceEqual("userId"))
            {
                if (user is not null) return "userId stands twice.";
                user = pair.DecodeValue().ToString();
            }
        }

        if (string.IsNullOrEmpty(roomCode)) return "roomCode is required.";
        if (Fault("roomCode", roomCode) is { } fault) return fault;
        room = roomCode;
        if (user is "") user = null;
        return user is null ? null : Fault("userId", user);
    }

    private static string? Fault(string name, string value) =>
        value.Length > JsonText.Longest || value.Contains('\0') ? $"{name} must be text of at most {JsonText.Longest} characters." : null;
}
