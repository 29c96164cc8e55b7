using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>Chat in the database.</summary>
internal sealed class ChatStore
{
    private const string Columns = "id, party_id, ordinal, profile_id, name, avatar, text, video_position, client_id";

    /// <summary>False when the author has already posted a message with this client id.</summary>
    public async Task<bool> AddAsync(DbSession session, ChatMessage message) =>
        await session.ExecuteAsync(
            $"""
            insert into party_messages ({Columns})
            values (@Id, @PartyId, @Ordinal, @ProfileId, @Name, @Avatar, @Text, @VideoPosition, @ClientId)
            on conflict (party_id, profile_id, client_id) do nothing
            """,
            MessageRow.Of(message)) == 1;

    public async Task<ChatMessage?> FindByClientIdAsync(DbSession session, PartyId party, ProfileId author, string clientId) =>
        (await session.FindAsync<MessageRow>(
            $"select {Columns} from party_messages where party_id = @party and profile_id = @author and client_id = @clientId",
            new { party = party.Value, author = author.Value, clientId }))?.ToMessage();

    /// <summary>The newest messages before the ordinal, newest first.</summary>
    public async Task<IReadOnlyList<ChatMessage>> BeforeAsync(DbSession session, PartyId party, long before, int limit) =>
        [.. (await session.ListAsync<MessageRow>(
            $"select {Columns} from party_messages where party_id = @party and ordinal < @before order by ordinal desc limit @limit",
            new { party = party.Value, before, limit })).Select(row => row.ToMessage())];

    /// <summary>The party's newest ordinal, 0 when nobody has spoken; no other node adds one before this transaction ends.</summary>
    public async Task<long> LockNewestOrdinalAsync(DbSession session, PartyId party)
    {
        if (session.Dialect.LockUntilCommit("@key") is { } statement) await session.ExecuteAsync(statement, new { key = $"chat:{party.Value}" });
        return await session.ScalarAsync<long?>("select max(ordinal) from party_messages where party_id = @Value", new { party.Value }) ?? 0;
    }

    private sealed class MessageRow
    {
        public string Id { get; init; } = "";

        public string PartyId { get; init; } = "";

        public long Ordinal { get; init; }

        public string ProfileId { get; init; } = "";

        public string Name { get; init; } = "";

        public string? Avatar { get; init; }

        public string Text { get; init; } = "";

        public double? VideoPosition { get; init; }

        public string? ClientId { get; init; }

        public static MessageRow Of(ChatMessage message) => new()
        {
            Id = message.Id.Value,
            PartyId = message.Party.Value,
            Ordinal = message.Ordinal,
            ProfileId = message.Author.Profile.Value,
            Name = message.Author.Name,
            Avatar = message.Author.Avatar,
            Text = message.Text,
            VideoPosition = message.VideoPosition,
            ClientId = message.ClientId,
        };

        public ChatMessage ToMessage() => new(
            new MessageId(Id), new PartyId(PartyId), Ordinal, new Author(new ProfileId(ProfileId), Name, Avatar), Text, VideoPosition, ClientId);
    }
}
