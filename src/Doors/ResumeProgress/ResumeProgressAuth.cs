using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Progress;
using Matinee.Domain.Progress.Issuers;
using Matinee.Doors.Shared;

namespace Matinee.Doors.ResumeProgress;

/// <summary>Who asks for progress: one of our accounts, or a user of an issuer that the operator named.</summary>
internal sealed class ResumeProgressAuth(ProgressOptions options, AccessTokens tokens, IssuerTokens issuers)
{
    /// <summary>Refused: Unauthenticated, for a bad token also where none is needed, and Unavailable.</summary>
    public ValueTask<Outcome<ProgressCaller>> AuthenticateAsync(HttpContext context)
    {
        if (options.Access == ProgressAccess.Off) return new ValueTask<Outcome<ProgressCaller>>(ProgressCaller.Anybody);
        if (context.Request.Headers.Authorization.Count > 0) return AuthenticateTokenAsync(context);
        return new ValueTask<Outcome<ProgressCaller>>(
            options.Access == ProgressAccess.Optional
                ? ProgressCaller.Anybody
                : new Refusal(RefusalKind.Unauthenticated, "This needs an access token."));
    }

    private async ValueTask<Outcome<ProgressCaller>> AuthenticateTokenAsync(HttpContext context)
    {
        if (Bearer.TokenOf(context) is { } token && issuers.Claims(token))
        {
            return (await issuers.AuthenticateAsync(token, context.RequestAborted)).Match<Outcome<ProgressCaller>>(
                owner => new ProgressCaller(owner), refusal => refusal);
        }

        var authenticated = await Bearer.AuthenticateAsync(context, tokens);
        if (authenticated is not { } outcome) return ProgressCaller.Anybody;
        return outcome.Match<Outcome<ProgressCaller>>(caller => new ProgressCaller(new ProgressOwner(caller.Account.Value)), refusal => refusal);
    }
}

/// <param name="Owner">Whose progress the caller may touch; null for everybody's.</param>
internal readonly record struct ProgressCaller(ProgressOwner? Owner)
{
    public static ProgressCaller Anybody => default;

    public Refusal? Check(ProgressOwner owner) =>
        Owner is { } own && own != owner ? new Refusal(RefusalKind.Forbidden, "This token is for another user.") : null;
}
