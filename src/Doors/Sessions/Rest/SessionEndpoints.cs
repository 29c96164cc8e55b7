using Matinee.Domain.Kernel;
using Matinee.Doors.Shared;

namespace Matinee.Doors.Sessions.Rest;

internal static class SessionEndpoints
{
    public static IResult ShowHealth() => SessionsWire.Ok(new HealthWire("ok"));

    public static async Task<IResult> Create(
        HttpContext context, Body<CreateSessionBody, SessionsWire> body, SessionSeats seats, IceServers ice, PublicUrl url, TimeProvider time, CancellationToken ct)
    {
        var faults = new List<FieldFault>();
        var name = SessionFields.Name(body.Value.Name, faults);
        var password = SessionFields.NewPassword(body.Value.Password, faults);
        if (faults.Count > 0) return SessionsWire.Refused(Refusal.Invalid(faults));
        return (await seats.CreateAsync(name, password, ct)).Match(
            seated => SessionsWire.Ok(new CreatedSessionWire(
                seated.Party.Id.Value,
                seated.Party.Content.Title,
                $"{url.Of(context)}/join/{seated.Party.Id}",
                seated.Member.Tokens.AccessToken,
                IceFor(seated, ice, time))),
            SessionsWire.Refused);
    }

    public static async Task<IResult> Join(
        HttpContext context, RateLimits limits, RateLimitOptions most, SessionSeats seats, IceServers ice, TimeProvider time, CancellationToken ct)
    {
        JoinSessionBody? body = null;
        BadHttpRequestException? unreadable = null;
        try
        {
            body = (await Body<JoinSessionBody, SessionsWire>.BindAsync(context)).Value;
        }
        catch (BadHttpRequestException exception)
        {
            unreadable = exception;
        }

        // What names no session counts too, all of it together.
        var id = SessionSeats.IdOf(body?.SessionId?.Trim());
        var address = limits.AddressOf(context.Connection.RemoteIpAddress, context.Request.Headers);
        if (await limits.CountAsync(context, RateLimit.SessionJoin, $"{id?.Value ?? "none"}:{address}") is { } limited)
            return SessionsWire.Refused(limited with { Message = $"Maximum {most.SessionJoin} join attempts per minute" });
        if (unreadable is not null) throw unreadable;

        var faults = new List<FieldFault>();
        SessionFields.SessionId(body!.SessionId, faults);
        var password = SessionFields.Password(body.Password, faults);
        if (faults.Count > 0) return SessionsWire.Refused(Refusal.Invalid(faults));
        if (id is not { } session) return SessionsWire.Refused(Refusal.NotFound("That session"));
        return (await seats.JoinAsync(session, password, ct)).Match(
            seated => SessionsWire.Ok(new JoinedSessionWire(
                seated.Party.Id.Value, seated.Party.Content.Title, seated.Member.Tokens.AccessToken, IceFor(seated, ice, time))),
            refusal => refusal.Kind == RefusalKind.Unauthenticated
                ? SessionsWire.Failed(StatusCodes.Status401Unauthorized, "Authentication failed", refusal.Message)
                : SessionsWire.Refused(refusal));
    }

    public static async Task<IResult> Show(HttpContext context, string id, SessionSeats seats)
    {
        if (SessionSeats.IdOf(id) is not { } session) return SessionsWire.Refused(Refusal.NotFound("That session"));
        return (await seats.FindForAsync(session, context.Caller())).Match(
            party => SessionsWire.Ok(SessionWire.Of(party)), SessionsWire.Refused);
    }

    /// <summary>TURN credentials are good for as long as the token.</summary>
    private static IReadOnlyList<IceServerWire> IceFor(Seated seated, IceServers ice, TimeProvider time) =>
        ice.For(seated.Member.Profile.Id.Value, time.GetUtcNow() + seated.Member.Tokens.Lifetime);
}
