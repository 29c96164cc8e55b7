using System.Globalization;
using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>What members say: messages, which are kept, and reactions and typing, which pass by.</summary>
public sealed class PartyChat
{
    public const int LongestMessage = 500;

    private const int LongestClientId = 64;

    private readonly IDatabase database;
    private readonly ChatStore store;
    private readonly ChatWriter writer;
    private readonly IPartyStates states;
    private readonly TimeProvider time;

    internal PartyChat(IDatabase database, ChatStore store, ChatWriter writer, IPartyStates states, TimeProvider time)
    {
        this.database = database;
        this.store = store;
        this.writer = writer;
        this.states = states;
        this.time = time;
    }

    /// <summary>Posts a message; it is on disk when this completes. All members hear of it, the author's connections too.</summary>
    /// <param name="text">1 to <see cref="LongestMessage"/> characters after trimming; control characters are dropped.</param>
    /// <param name="clientId">The client's own id, so that posting again after a lost connection posts once.</param>
    public async Task<Outcome<ChatMessage>> PostAsync(PartyId id, ProfileId by, string text, double? videoPosition, string? clientId)
    {
        var clean = Clean(text);
        if (clean.Length == 0) return Refusal.Invalid("message", "A message cannot be empty.");
        if (new StringInfo(clean).LengthInTextElements > LongestMessage || clean.Length > LongestMessage * 8)
            return Refusal.Invalid("message", $"A message has at most {LongestMessage} characters.");
        if (clientId is { Length: 0 or > LongestClientId } || clientId?.Any(char.IsControl) == true)
            return Refusal.Invalid("clientMessageId", $"A client message id has 1 to {LongestClientId} characters.");
        if (!IsPosition(videoPosition)) return Refusal.Invalid("timestamp", "The timestamp must be a number of seconds, zero or more.");
        if (!(await SpeakerAsync(id, by)).Succeeded(out var speaker, out var refusal)) return refusal;
        var (party, author) = (speaker.Party, speaker.Author);
        return await writer.PostAsync(id, author, clean, videoPosition, clientId, message =>
            states.PublishAsync(party, origin: null, new PartyEvent.MessagePosted(message)));
    }

    /// <summary>Shows an emoji to all members, the sender's connections too.</summary>
    /// <param name="emoji">One grapheme that is an emoji.</param>
    /// <param name="x">0 to 1.</param>
    /// <param name="y">0 to 1.</param>
    public async Task<Outcome<Reaction>> ReactAsync(PartyId id, ProfileId by, string emoji, double x, double y, double? videoPosition)
    {
        if (!Emoji.IsOne(emoji)) return Refusal.Invalid("emoji", "A reaction is one emoji.");
        if (!IsShare(x) || !IsShare(y)) return Refusal.Invalid("position", "The position's x and y are between 0 and 1.");
        if (!IsPosition(videoPosition)) return Refusal.Invalid("timestamp", "The timestamp must be a number of seconds, zero or more.");
        if (!(await SpeakerAsync(id, by)).Succeeded(out var speaker, out var refusal)) return refusal;
        var reaction = new Reaction(NewId.At(time), speaker.Author, emoji, x, y, videoPosition, time.GetUtcNow());
        await states.PublishAsync(speaker.Party, origin: null, new PartyEvent.ReactionSent(reaction));
        return reaction;
    }

    /// <summary>Tells the other connections that the member types, or stopped.</summary>
    public async Task<Outcome<Done>> TypeAsync(PartyId id, ProfileId by, bool isTyping, string? origin)
    {
        if (!(await SpeakerAsync(id, by)).Succeeded(out var speaker, out var refusal)) return refusal;
        await states.PublishAsync(speaker.Party, origin, new PartyEvent.TypingChanged(speaker.Author, isTyping));
        return default(Done);
    }

    /// <summary>The newest messages before an instant, oldest first, and whether there are older ones.</summary>
    /// <param name="limit">1 to 100.</param>
    public async Task<(IReadOnlyList<ChatMessage> Messages, bool HasMore)> MessagesAsync(
        PartyId id, int limit, DateTimeOffset? before = null, CancellationToken ct = default)
    {
        var ordinal = before?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        var newestFirst = await database.ReadAsync(session => store.BeforeAsync(session, id, ordinal, limit + 1), ct);
        return ([.. newestFirst.Take(limit).Reverse()], newestFirst.Count > limit);
    }

    /// <summary>The messages after an instant, oldest first; of many the newest 200.</summary>
    public async Task<IReadOnlyList<ChatMessage>> MessagesSinceAsync(PartyId id, DateTimeOffset instant)
    {
        const int Most = 200;
        var newestFirst = await database.ReadAsync(session => store.BeforeAsync(session, id, long.MaxValue, Most));
        return [.. newestFirst.TakeWhile(message => message.CreatedAt > instant).Reverse()];
    }

    private static string Clean(string text) =>
        string.Concat(text.Where(character => character is '\n' or '\t' || !char.IsControl(character))).Trim();

    private static bool IsShare(double value) => value is >= 0 and <= 1;

    private static bool IsPosition(double? value) => value is null or (>= 0 and < double.PositiveInfinity);

    private async Task<Outcome<Speaker>> SpeakerAsync(PartyId id, ProfileId by)
    {
        if (await states.FindAsync(id) is not { } party) return Refusal.NotFound("That party");
        if (!PartyRules.Seat(party, by).Succeeded(out var member, out var refusal)) return refusal;
        return new Speaker(party, new Author(member.Id, member.Name, member.Avatar));
    }

    private sealed record Speaker(Party Party, Author Author);
}
