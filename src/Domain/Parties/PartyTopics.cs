using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>How a party's news travel between nodes. This is our own format, never a contract's.</summary>
public static class PartyTopics
{
    internal const string TickTimer = "party-tick";

    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter(), new ProfileIdConverter() } };

    /// <summary>A party was made: the message is its code and its id in UTF-8, with a space between them.</summary>
    internal const string Opened = "party-opened";

    public static string Of(PartyId party) => $"party:{party.Value}";

    public static PartyNews Decode(ReadOnlyMemory<byte> message) =>
        JsonSerializer.Deserialize<PartyNews>(message.Span, Json) ?? throw new JsonException("Empty party news.");

    internal static ReadOnlyMemory<byte> Encode(PartyNews news) => JsonSerializer.SerializeToUtf8Bytes(news, Json);

    /// <summary>A profile's id as its text; also where it is the key of a table.</summary>
    internal sealed class ProfileIdConverter : JsonConverter<ProfileId>
    {
        public override ProfileId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, ProfileId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

        public override ProfileId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, ProfileId value, JsonSerializerOptions options) => writer.WritePropertyName(value.Value);
    }
}
