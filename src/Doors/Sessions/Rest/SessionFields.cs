using Matinee.Domain.Kernel;
using Matinee.Doors.Shared;

namespace Matinee.Doors.Sessions.Rest;

/// <summary>Checks of what people send. Lengths count characters (code points) after control characters and outer space are gone.</summary>
internal static class SessionFields
{
    private const int ShortestName = 3;
    private const int LongestName = 50;
    private const int ShortestPassword = 6;

    public static string Name(string? value, List<FieldFault> faults)
    {
        var name = TypedText.Clean(value);
        if (name.EnumerateRunes().Count() is < ShortestName or > LongestName)
            faults.Add(new FieldFault("name", $"Name must be between {ShortestName} and {LongestName} characters"));
        return name;
    }

    public static string NewPassword(string? value, List<FieldFault> faults)
    {
        var password = TypedText.Clean(value);
        if (password.EnumerateRunes().Count() < ShortestPassword)
            faults.Add(new FieldFault("password", $"Password must be at least {ShortestPassword} characters"));
        return password;
    }

    /// <summary>Cleaned as it was when the session was made, so that what was accepted there is right here.</summary>
    public static string Password(string? value, List<FieldFault> faults)
    {
        var password = TypedText.Clean(value);
        if (password.Length == 0) faults.Add(new FieldFault("password", "Password is required"));
        return password;
    }

    public static string SessionId(string? value, List<FieldFault> faults)
    {
        var id = TypedText.Clean(value);
        if (id.Length == 0) faults.Add(new FieldFault("sessionId", "Session ID is required"));
        return id;
    }
}
