using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Tus;

/// <summary>Requests of the protocol, one by one.</summary>
internal static class TusActs
{
    public const string Path = "/api/uploads/";

    public static readonly (string Name, string Value) Version = ("Tus-Resumable", "1.0.0");

    public static Task<Answer> TusAsync(this Person person, string method, string path, HttpContent? content, params (string Name, string Value)[] headers) =>
        person.SendAsync(new HttpMethod(method), path, content, [Version, .. headers]);

    public static Task<Answer> BeginAsync(this Person person, long size, params (string Name, string Value)[] metadata) =>
        person.TusAsync("POST", Path, content: null, ("Upload-Length", size.ToString(CultureInfo.InvariantCulture)), ("Upload-Metadata", Metadata(metadata)));

    /// <summary>Opens an upload; answers its address.</summary>
    public static async Task<string> BegunAsync(this Person person, long size)
    {
        var begun = await person.BeginAsync(size, ("filename", "film.mp4"));
        Assert.Equal(201, begun.Status);
        return begun.Headers["Location"];
    }

    public static Task<Answer> AppendAsync(this Person person, string path, long offset, byte[] bytes, params (string Name, string Value)[] headers) =>
        person.TusAsync("PATCH", path, Bytes(bytes), [("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)), .. headers]);

    public static Task<Answer> HeadAsync(this Person person, string path) => person.TusAsync("HEAD", path, content: null);

    public static ByteArrayContent Bytes(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return content;
    }

    public static string Metadata(params (string Name, string Value)[] pairs) =>
        string.Join(',', pairs.Select(pair => $"{pair.Name} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}"));
}
