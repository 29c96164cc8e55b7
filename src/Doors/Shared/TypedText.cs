namespace Matinee.Doors.Shared;

/// <summary>What people type into a field.</summary>
internal static class TypedText
{
    /// <summary>
    /// Without control characters and outer space. A session's password goes through this where it is chosen and wherever it is
    /// asked for, so that what was accepted there is right here.
    /// </summary>
    public static string Clean(string? value) => string.Concat((value ?? "").Where(character => !char.IsControl(character))).Trim();
}
