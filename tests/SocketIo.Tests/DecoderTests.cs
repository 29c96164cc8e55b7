using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Protocol;

namespace Matinee.SocketIo.Tests;

public sealed class DecoderTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2000);

    // Random bytes alone die at the first character: these reach every branch.
    private static readonly string[] Fragments =
    [
        "0", "1", "2", "3", "4", "5", "6", "9", "-", "/", ",", "[", "]", "{", "}", "\"", ":", "e", "\\", "\\u", "\\ud800",
        "\"e\"", "[\"e\"", "/custom", "99999999999999999999", "{\"_placeholder\":true,\"num\":0}", "null", "1e999", " ", "\x1e", "b", "é", "😀", "\0",
    ];

    private static Arbitrary<string> Texts =>
        Gen.Elements(Fragments).ArrayOf().Select(string.Concat).ToArbitrary();

    [Fact]
    public void Packet_decoder_survives_any_bytes() => Check.One(Thorough, Prop.ForAll<byte[]>(bytes => Decode(bytes)));

    [Fact]
    public void Packet_decoder_survives_any_text() =>
        Check.One(Thorough, Prop.ForAll(Texts, text => Decode(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Payload_decoder_survives_any_bytes() => Check.One(Thorough, Prop.ForAll<byte[]>(bytes => TakeAll(bytes)));

    [Fact]
    public void Payload_decoder_survives_any_text() =>
        Check.One(Thorough, Prop.ForAll(Texts, text => TakeAll(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Encoded_events_decode_to_the_same_arguments() => Check.One(
        Thorough,
        Prop.ForAll<string?, int, byte[]>((text, number, bytes) =>
        {
            var messages = PacketEncoder.Event("/custom", "e", 5, [text, number, bytes], new SocketIoOptions().Json);
            Assert.Equal(2, messages.Length);
            Assert.True(PacketDecoder.TryDecode(messages[0].Payload[1..], out var packet));
            Assert.Equal(("/custom", 5L, 1, "e"), (packet.Namespace, packet.AckId, packet.Attachments, packet.EventName));
            // A lone surrogate cannot be written as UTF-8; it becomes U+FFFD.
            var expected = text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.Equal(expected, packet.Payload[1].GetString());
            Assert.Equal(number, packet.Payload[2].GetInt32());
            Assert.Equal(bytes, messages[1].Payload.ToArray());
        }));

    [Fact]
    public void Payload_packets_come_back_as_they_were_written() => Check.One(
        Thorough,
        Prop.ForAll<byte[][]>(packets =>
        {
            if (packets.Length == 0)
                return;
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            PollingPayload.Write(output, [.. packets.Select(p => OutboundMessage.Binary(p))]);
            var body = output.WrittenMemory;
            foreach (var expected in packets)
            {
                Assert.True(PollingPayload.TryTake(ref body, out var packet, out var isBinary));
                Assert.True(isBinary);
                Assert.True(PollingPayload.TryDecodeBinary(packet.Span, out var data));
                Assert.Equal(expected, data);
            }

            Assert.True(body.IsEmpty);
        }));

    [Theory]
    [InlineData("2[\"e\",1]", "/", null, 0)]
    [InlineData("212[\"e\",1]", "/", 12L, 0)]
    [InlineData("2/a,12[\"e\",1]", "/a", 12L, 0)]
    [InlineData("510-/a,3[\"e\",1]", "/a", 3L, 10)]
    public void Every_part_of_a_packet_is_read(string text, string name, long? ackId, int attachments)
    {
        Assert.True(PacketDecoder.TryDecode(Encoding.UTF8.GetBytes(text), out var packet));
        Assert.Equal((PacketType.Event, name, ackId, attachments), (packet.Type, packet.Namespace, packet.AckId, packet.Attachments));
        Assert.Equal("[\"e\",1]", packet.Payload.GetRawText());
    }

    [Theory]
    [InlineData("2[\"e\",]")]
    [InlineData("2[\"e\"]x")]
    [InlineData("2[\"e\"//\n]")]
    [InlineData("2/a[\"e\"]")]
    [InlineData("1{}")]
    [InlineData("0\"x\"")]
    [InlineData("3{}")]
    [InlineData("7")]
    [InlineData("2[NaN]")]
    [InlineData("2[\"disconnecting\"]")]
    public void Malformed_packets_are_refused(string text) =>
        Assert.False(PacketDecoder.TryDecode(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Namespace_beyond_512_bytes_is_refused() =>
        Assert.False(PacketDecoder.TryDecode(Encoding.UTF8.GetBytes("0/" + new string('x', 512)), out _));

    private static void Decode(byte[] bytes)
    {
        if (!PacketDecoder.TryDecode(bytes, out var packet))
            return;
        Assert.NotEmpty(packet.Namespace);
        if (packet.Attachments > 0)
            BinaryPacket.HasValidPlaceholders(packet.Payload, packet.Attachments);
        if (packet.Payload.ValueKind == JsonValueKind.Array)
            _ = new SocketIoArgs(packet.Payload, 0, [], new SocketIoOptions().Json).TryGet<string>(0, out _);
    }

    private static void TakeAll(byte[] bytes)
    {
        ReadOnlyMemory<byte> body = bytes;
        var before = body.Length + 1;
        while (PollingPayload.TryTake(ref body, out var packet, out var isBinary) && !body.IsEmpty)
        {
            Assert.True(body.Length < before, "no progress");
            before = body.Length;
            if (isBinary)
                PollingPayload.TryDecodeBinary(packet.Span, out _);
        }
    }
}
