using System.Globalization;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Accounts;

/// <summary>What an e-mail, a name and a password must be. Each check answers the cleaned value, or adds what is at fault.</summary>
internal static class AccountRules
{
    public const int LongestName = 50;
    private const int LongestEmail = 254;
    private const int LongestLocalPart = 64;
    private const int ShortestPassword = 8;
    private const int LongestPassword = 256;
    private const string Required = "REQUIRED_FIELD";

    /// <summary>The registration with clean values, or all of its faults at once.</summary>
    public static Outcome<Registration> Check(Registration registration)
    {
        var faults = new List<FieldFault>();
        var email = Email(registration.Email, faults);
        var password = Password(registration.Password, faults);
        var firstName = Name("firstName", "First name", registration.FirstName, faults);
        var lastName = Name("lastName", "Last name", registration.LastName, faults);
        if (!registration.AcceptTerms) faults.Add(new FieldFault("acceptTerms", "The terms must be accepted.", Required));
        return faults.Count > 0 ? Refusal.Invalid(faults) : new Registration(email, password, firstName, lastName, AcceptTerms: true);
    }

    /// <summary>As it is stored and looked for: without white space around it, in lower case.</summary>
    public static string Normalised(string email) => email.Trim().ToLowerInvariant();

    public static string Name(string field, string label, string? value, List<FieldFault> faults)
    {
        var name = value?.Trim() ?? "";
        FieldFault? fault = name switch
        {
            "" => new(field, $"{label} is required.", Required),
            _ when name.EnumerateRunes().Count() > LongestName => new(field, $"{label} must have at most {LongestName} characters.", "TOO_LONG"),
            _ when name.Any(IsForbidden) => new(field, $"{label} must not contain control characters.", "INVALID_FORMAT"),
            _ => null,
        };
        if (fault is not null) faults.Add(fault);
        return name;
    }

    public static void RequireText(string field, string label, string? value, List<FieldFault> faults)
    {
        if (string.IsNullOrWhiteSpace(value)) faults.Add(new FieldFault(field, $"{label} is required.", Required));
    }

    private static string Email(string? value, List<FieldFault> faults)
    {
        var email = Normalised(value ?? "");
        if (email.Length == 0) faults.Add(new FieldFault("email", "Email is required.", Required));
        else if (!IsEmail(email)) faults.Add(new FieldFault("email", "Email must be a valid e-mail address.", "INVALID_FORMAT"));
        return email;
    }

    private static string Password(string? value, List<FieldFault> faults)
    {
        var password = value ?? "";
        (string Message, string Code)? fault = password.Length switch
        {
            0 => ("Password is required.", Required),
            < ShortestPassword => ($"Password must have at least {ShortestPassword} characters.", "TOO_SHORT"),
            > LongestPassword => ($"Password must have at most {LongestPassword} characters.", "TOO_LONG"),
            _ when !password.Any(char.IsLetter) || !password.Any(char.IsDigit) => ("Password must contain a letter and a digit.", "TOO_WEAK"),
            _ => null,
        };
        if (fault is var (message, code)) faults.Add(new FieldFault("password", message, code));
        return password;
    }

    private static bool IsEmail(string email)
    {
        var at = email.LastIndexOf('@');
        if (at is < 1 or > LongestLocalPart || email.Length > LongestEmail) return false;
        var labels = email[(at + 1)..].Split('.');
        return labels.Length > 1
            && labels.All(IsLabel)
            && !email[..at].Any(IsForbiddenInLocalPart);
    }

    private static bool IsLabel(string label) =>
        label is { Length: > 0 and <= 63 } and not ['-', ..] and not [.., '-']
        && label.All(character => char.IsLetterOrDigit(character) || character == '-');

    private static bool IsForbiddenInLocalPart(char character) =>
        char.IsWhiteSpace(character) || IsForbidden(character) || "\"(),:;<>@[\\]".Contains(character);

    /// <summary>Control characters, line separators, and marks that turn the direction of the text around them.</summary>
    private static bool IsForbidden(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
