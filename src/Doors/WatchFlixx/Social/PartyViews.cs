using Matinee.Domain.Accounts;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Domain.Parties;

namespace Matinee.Doors.WatchFlixx.Social;

/// <summary>Renders a party for one viewer: the poster's link is signed for that account.</summary>
internal sealed class PartyViews(Library library, MediaLinks links, ServerClock clock)
{
    /// <param name="publicUrl">Where people reach this server, without a slash at the end.</param>
    public async Task<PartyWire> RenderAsync(Party party, Caller viewer, string publicUrl, CancellationToken ct = default)
    {
        var video = party.Content.Video is { } id ? await library.FindAsync(id, ct) : null;
        var poster = video is { HasPoster: true } ? publicUrl + links.Poster(video.Id, viewer.Account) : null;
        return PartyWire.Of(party, publicUrl, poster, clock.Now);
    }
}
