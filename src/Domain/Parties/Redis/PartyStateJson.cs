using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Domain.Parties.Redis;

/// <summary>A party's state as text. Our own format, between nodes of one version and its neighbours; never a contract's.</summary>
internal static class PartyStateJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(), new PartyTopics.ProfileIdConverter() },
    };

    public static byte[] Write(Party party) => JsonSerializer.SerializeToUtf8Bytes(party, Options);

    public static Party Read(ReadOnlySpan<byte> state) => JsonSerializer.Deserialize<Party>(state, Options) ?? throw new JsonException("Empty state.");
}
