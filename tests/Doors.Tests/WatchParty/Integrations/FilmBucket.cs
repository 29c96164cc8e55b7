using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchParty.Tus;

namespace Matinee.Doors.Tests.WatchParty.Integrations;

/// <summary>An S3 of the npm package s3rver with the bucket that a server is set up for.</summary>
internal sealed class FilmBucket : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matinee-s3-");
    private NpmProcess? process;

    public int Port { get; private set; }

    /// <summary>Objects that it holds.</summary>
    public int Count => Directory.EnumerateFiles(folder.FullName, "*_object", SearchOption.AllDirectories).Count();

    public static async Task<FilmBucket> StartAsync()
    {
        var bucket = new FilmBucket();
        bucket.process = await NpmProcess.StartAsync("s3.mjs", bucket.folder.FullName);
        bucket.Port = (await bucket.process.ReadUntilAsync(line => line.TryGetProperty("port", out _))).GetProperty("port").GetInt32();
        return bucket;
    }

    public Dictionary<string, string> Settings(string accessKey = "S3RVER") => new(StringComparer.Ordinal)
    {
        ["Matinee:Storage:S3:Endpoint"] = $"http://127.0.0.1:{Port}",
        ["Matinee:Storage:S3:Bucket"] = "films",
        ["Matinee:Storage:S3:AccessKey"] = accessKey,
        ["Matinee:Storage:S3:SecretKey"] = "S3RVER",
    };

    /// <summary>As a client does; this S3 looks at no condition of the form.</summary>
    public static async Task SendAsync(Answer presigned, byte[] film)
    {
        using var http = new HttpClient();
        using var stored = await http.PostAsync(new Uri(presigned["upload_url"].GetString()!), FormOf(presigned, film));
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());
    }

    /// <param name="changed">Fields with other values than were handed out, or none.</param>
    public static MultipartFormDataContent FormOf(Answer presigned, byte[] film, params (string Name, string? Value)[] changed)
    {
        var fields = presigned["fields"].EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetString(), StringComparer.Ordinal);
        foreach (var (name, value) in changed) fields[name] = value;
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields.Where(field => field.Value is not null)) form.Add(new StringContent(value!), $"\"{name}\"");
        form.Add(new ByteArrayContent(film), "\"file\"", "\"film.mp4\"");
        return form;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await process.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
