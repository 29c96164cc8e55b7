namespace Matinee.Domain.Accounts;

/// <summary>Topics of the backplane on which this feature tells of itself.</summary>
public static class AccountTopics
{
    /// <summary>A login ended (logout, reuse of a refresh token): the message is the login's id in UTF-8. Its sockets close.</summary>
    public const string LoginEnded = "login-ended";
}
