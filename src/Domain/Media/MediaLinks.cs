using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Media;

/// <summary>
/// Signed paths that let a player, which cannot send an Authorization header, fetch one part of one video for one viewer
/// until they expire. A link to the poster does not open the film.
/// </summary>
/// <remarks>Token: base64url of version, part, expiry (Unix s, 8 bytes), video id, viewer id (16 each), HMAC-SHA256 of all that.</remarks>
public sealed class MediaLinks(MediaLinkOptions options, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(4);

    private const byte Version = 1;
    private const int SignedBytes = 1 + 1 + 8 + 16 + 16;
    private const int TokenBytes = SignedBytes + HMACSHA256.HashSizeInBytes;

    private readonly byte[] key = options.SigningKey.Length >= 32
        ? options.SigningKey
        : throw new ArgumentException("The signing key of media links is shorter than 32 bytes.", nameof(options));

    /// <summary>Path of the film, such as <c>/media/{token}/film.mp4</c>.</summary>
    public string Film(VideoId video, FilmContainer container, AccountId viewer) =>
        PathOf(MediaPart.Film, video, viewer, time.GetUtcNow() + Lifetime, FilmName(container));

    /// <summary>Path of the poster. It stays the same within an hour, so that a list that is read again finds its pictures in the cache.</summary>
    public string Poster(VideoId video, AccountId viewer)
    {
        var now = time.GetUtcNow();
        var hour = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour));
        return PathOf(MediaPart.Poster, video, viewer, hour + Lifetime, PosterName);
    }

    /// <summary>
    /// Path below which all of the video's package lies, with a slash at its end. It stays the same within an hour, so that
    /// segments are found in the cache after a reload, and holds for <see cref="Lifetime"/> at least.
    /// </summary>
    public string Stream(VideoId video, AccountId viewer)
    {
        var now = time.GetUtcNow();
        var nextHour = now.AddTicks(TimeSpan.TicksPerHour - (now.Ticks % TimeSpan.TicksPerHour));
        return PathOf(MediaPart.Stream, video, viewer, nextHour + Lifetime, name: string.Empty);
    }

    public const string PosterName = "poster.jpg";

    public static string FilmName(FilmContainer container) => container is FilmContainer.WebM ? "film.webm" : "film.mp4";

    /// <summary>Null for a token that we did not sign. One that has expired is answered too: the caller looks at its time.</summary>
    public MediaLink? Read(string token)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        if (token.Length != Base64Url.GetEncodedLength(TokenBytes) || !Base64Url.IsValid(token)) return null;
        if (!Base64Url.TryDecodeFromChars(token, bytes, out var written) || written != TokenBytes) return null;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, bytes[..SignedBytes], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes[SignedBytes..]) || bytes[0] != Version) return null;
        return new MediaLink(
            (MediaPart)bytes[1],
            new VideoId(new Guid(bytes[10..26], bigEndian: true).ToString("D")),
            new AccountId(new Guid(bytes[26..42], bigEndian: true).ToString("D")),
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes[2..10])));
    }

    private string PathOf(MediaPart part, VideoId video, AccountId viewer, DateTimeOffset expires, string name)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        bytes[0] = Version;
        bytes[1] = (byte)part;
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..10], expires.ToUnixTimeSeconds());
        Guid.ParseExact(video.Value, "D").TryWriteBytes(bytes[10..26], bigEndian: true, out _);
        Guid.ParseExact(viewer.Value, "D").TryWriteBytes(bytes[26..42], bigEndian: true, out _);
        HMACSHA256.HashData(key, bytes[..SignedBytes], bytes[SignedBytes..]);
        return $"/media/{Base64Url.EncodeToString(bytes)}/{name}";
    }
}

public sealed record MediaLink(MediaPart Part, VideoId Video, AccountId Viewer, DateTimeOffset ExpiresAt);

/// <summary>Numbers are part of the token.</summary>
public enum MediaPart
{
    Film = 1,
    Poster = 2,

    /// <summary>Playlists, manifest, segments, subtitles and previews.</summary>
    Stream = 3,
}
