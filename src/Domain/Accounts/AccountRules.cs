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
        if (name.Length == 0) faults.Add(new FieldFault(field, $"{label} is required.", Required));
        else if (name.EnumerateRunes().Count() > LongestName) faults.Add(new FieldFault(field, $"{label} must have at most {LongestName} characters.", "TOO_LONG"));
        else if (name.Any(IsForbidden)) faults.Add(new FieldFault(field, $"{label} must not contain control characters.", "INVALID_FORMAT"));
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
        if (password.Length == 0) faults.Add(new FieldFault("password", "Password is required.", Required));
        else if (password.Length < ShortestPassword) faults.Add(new FieldFault("password", $"Password must have at least {ShortestPassword} characters.", "TOO_SHORT"));
        else if (password.Length > LongestPassword) faults.Add(new FieldFault("password", $"Password must have at most {LongestPassword} characters.", "TOO_LONG"));
        else if (!password.Any(char.IsLetter) || !password.Any(char.IsDigit)) faults.Add(new FieldFault("password", "Password must contain a letter and a digit.", "TOO_WEAK"));
        return password;
    }

    private static bool IsEmail(string email)
    {
        var at = email.LastIndexOf('@');
        if (at is < 1 or > LongestLocalPart || email.Length > LongestEmail) return false;
        var labels = email[(at + 1)..].Split('.');
        return labels.Length > 1
            && labels.All(IsLabel)
            && !email[..at].Any(character => char.IsWhiteSpace(character) || IsForbidden(character) || "\"(),:;<>@[\\]".Contains(character));
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(character => char.IsLetterOrDigit(character) || character == '-');

    /// <summary>Control characters, line separators, and marks that turn the direction of the text around them.</summary>
    private static bool IsForbidden(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
