using Matinee.Domain.Kernel;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Matinee.Doors.WatchParty.Videos;

/// <summary>Forms with files, before anything is read of them.</summary>
internal static class MultipartRequests
{
    private const int LongestBoundary = 128;

    /// <summary>Null when the body is no such form.</summary>
    public static MultipartReader? Open(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return null;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        return boundary.Length is 0 or > LongestBoundary ? null : new MultipartReader(boundary.ToString(), request.Body);
    }

    /// <summary>A form that is malformed or ends too early is the client's fault.</summary>
    public static async Task<Outcome<T>> GuardAsync<T>(Func<Task<Outcome<T>>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is InvalidDataException || (exception is IOException and not BadHttpRequestException))
        {
            return Refusal.Invalid("file", "The form could not be read: it is malformed or ends too early.");
        }
    }
}
