using System.Security.Cryptography;
using System.Text.Json;
using Matinee.Server.Configuration;

namespace Matinee.Server;

/// <summary>
/// The keys that this installation signs with. They are drawn at the first start and kept in the data folder, readable by its
/// owner only; who deletes the file signs everybody out and ends every media link.
/// </summary>
/// <param name="TokenSigningKey">32 bytes, for access tokens.</param>
/// <param name="MediaSigningKey">32 bytes, for media links.</param>
internal sealed record Secrets(byte[] TokenSigningKey, byte[] MediaSigningKey)
{
    private const int KeyBytes = 32;

    /// <exception cref="SettingsException">The file is there, but is not what this program wrote.</exception>
    public static Secrets LoadOrCreate(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, "secrets.json");
        if (!File.Exists(file)) Create(file);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return new Secrets(Key(json, "tokenSigningKey"), Key(json, "mediaSigningKey"));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SettingsException([$"{file} is damaged. Restore it from a backup; or remove it, which signs everybody out."]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"{file} cannot be read ({exception.Message.TrimEnd('.')})."]);
        }
    }

    // Through a second file, so that a start which is killed half-way leaves no half of a key; and never over one that another
    // server, started in the same moment, has put there.
    private static void Create(string file)
    {
        var draft = $"{file}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options))
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            json.WriteBase64String("tokenSigningKey", RandomNumberGenerator.GetBytes(KeyBytes));
            json.WriteBase64String("mediaSigningKey", RandomNumberGenerator.GetBytes(KeyBytes));
            json.WriteEndObject();
            json.Flush();
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }

    private static byte[] Key(JsonDocument json, string name)
    {
        var key = json.RootElement.GetProperty(name).GetBytesFromBase64();
        return key.Length == KeyBytes ? key : throw new FormatException(name);
    }
}
