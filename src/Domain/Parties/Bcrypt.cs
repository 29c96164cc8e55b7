using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.Domain.Parties;

/// <summary>bcrypt as the system's libcrypt has it (crypt(5), <c>$2b$</c>).</summary>
internal static partial class Bcrypt
{
    /// <summary>What bcrypt reads of a password; it also stops at a NUL.</summary>
    public const int MostBytes = 72;

    private const string Library = "libcrypt.so.1";
    private const int SaltBytes = 16;

    // CRYPT_GENSALT_OUTPUT_SIZE and sizeof(struct crypt_data) of crypt.h.
    private const int SettingBytes = 192;
    private const int ScratchBytes = 32768;

    /// <param name="password">At most <see cref="MostBytes"/>, none of them 0.</param>
    /// <param name="cost">The rounds as a power of two, 4 to 31.</param>
    public static string Hash(ReadOnlySpan<byte> password, int cost)
    {
        var setting = new byte[SettingBytes];
        if (GenerateSetting("$2b$", (nuint)cost, RandomNumberGenerator.GetBytes(SaltBytes), SaltBytes, setting, setting.Length) == 0)
            throw new ArgumentOutOfRangeException(nameof(cost));
        return Run(password, Text(setting)) ?? throw new InvalidOperationException("libcrypt makes no bcrypt hashes.");
    }

    public static bool Verify(ReadOnlySpan<byte> password, string hash) =>
        Run(password, hash) is { } again && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(again), Encoding.ASCII.GetBytes(hash));

    private static string? Run(ReadOnlySpan<byte> password, string setting)
    {
        if (password.Length > MostBytes || password.Contains((byte)0)) throw new ArgumentException("bcrypt would cut this password.", nameof(password));
        var phrase = new byte[password.Length + 1];
        password.CopyTo(phrase);
        var scratch = new byte[ScratchBytes];
        try
        {
            return Marshal.PtrToStringUTF8(Crypt(phrase, setting, scratch, scratch.Length));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(phrase);
            CryptographicOperations.ZeroMemory(scratch);
        }
    }

    private static string Text(byte[] zeroEnded) => Encoding.ASCII.GetString(zeroEnded, 0, Array.IndexOf(zeroEnded, (byte)0));

    [LibraryImport(Library, EntryPoint = "crypt_gensalt_rn", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GenerateSetting(string prefix, nuint count, byte[] random, int randomBytes, byte[] setting, int settingBytes);

    [LibraryImport(Library, EntryPoint = "crypt_rn", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Crypt(byte[] phrase, string setting, byte[] scratch, int scratchBytes);
}
