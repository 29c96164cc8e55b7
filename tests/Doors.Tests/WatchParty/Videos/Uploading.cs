using System.Net.Http.Headers;
using Matinee.Domain.Media;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Videos;

/// <summary>What people do with videos.</summary>
internal static class Uploading
{
    public static MultipartFormDataContent Form(byte[] film, string fileName = "film.mp4", params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        var file = new ByteArrayContent(film);
        file.Headers.ContentType = new MediaTypeHeaderValue("video/mp4");
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileName = $"\"{fileName}\"" };
        form.Add(file);
        return form;
    }

    public static Task<Answer> UploadAsync(this Person person, byte[] film, string fileName = "film.mp4", params (string Name, string Value)[] fields) =>
        person.SendAsync(HttpMethod.Post, "/api/videos/upload/", Form(film, fileName, fields));

    /// <summary>Uploads and waits until the film was examined; answers its id.</summary>
    public static async Task<string> AddVideoAsync(this Person person, byte[] film, params (string Name, string Value)[] fields)
    {
        var uploaded = await person.UploadAsync(film, "film.mp4", fields);
        Assert.Equal(201, uploaded.Status);
        await person.ExaminedAsync(uploaded["upload_id"].GetString()!);
        return uploaded["video_id"].GetString()!;
    }

    /// <summary>The status of an upload once it is ready or failed.</summary>
    public static async Task<Answer> ExaminedAsync(this Person person, string uploadId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var status = await person.GetAsync($"/api/videos/upload/{uploadId}/status/");
            Assert.Equal(200, status.Status);
            if (status["status"].GetString() is "ready" or "failed") return status;
            await pause.WaitForNextTickAsync(limit.Token);
        }
    }

    public static async Task<string> StreamUrlAsync(this Person person, string videoId) =>
        new Uri((await person.GetAsync($"/api/videos/{videoId}/stream/"))["streaming_url"].GetString()!).PathAndQuery;

    /// <summary>A client with nothing between it and the socket: the factory's own holds bodies back. For a host that uses Kestrel.</summary>
    public static HttpClient NewClient(this MatineeHost host, Person person)
    {
        var client = new HttpClient { BaseAddress = host.ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", person.AccessToken);
        return client;
    }

    public static IReadOnlyList<string> MediaFiles(this MatineeHost host)
    {
        var folder = host.Get<MediaOptions>().Folder;
        return Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)] : [];
    }
}
