using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Protocol;

namespace Matinee.SocketIo.Tests;

/// <summary>What is encoded is decoded to the same; what is decoded costs memory in proportion to its bytes.</summary>
public sealed class RoundTripTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1000);
    private static readonly JsonSerializerOptions Json = new SocketIoOptions().Json;

    // Characters that some layer has a meaning for, and some of every length in UTF-8.
    private static readonly Gen<string> Texts =
        Gen.Elements("a", "Z", "0", "9", "-", "/", ",", "[", "]", "{", "}", "\"", "\\", " ", "\n", "\0", "\x1e", "b", "<", "é", "漢", "😀", "\u2028")
            .ListOf().Select(string.Concat);

    private static readonly Gen<string> Namespaces =
        Gen.Elements("", "a", "admin", "with-dash", "0", "é", "a/b", "x?y=1", "[1]").Select(name => "/" + name);

    private static readonly Gen<byte[]> Attachments = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

    private static readonly Gen<object?> Values = Gen.OneOf(
        Texts.Select(text => (object?)text),
        Gen.Choose(int.MinValue, int.MaxValue).Select(number => (object?)number),
        Gen.Elements<object?>(null, true, false, 0.5, 1e300, long.MaxValue),
        Texts.ListOf().Select(texts => (object?)texts.ToArray()),
        Texts.Select(text => (object?)new Dictionary<string, object?>(StringComparer.Ordinal) { [text] = text, ["_placeholder"] = false }),
        Texts.Select(text => (object?)JsonSerializer.SerializeToElement(new { text, nested = new object?[] { null, text } })));

    private static readonly Gen<object?[]> Arguments =
        Gen.OneOf(Values, Attachments.Select(bytes => (object?)bytes)).ArrayOf().Where(args => args.Count(arg => arg is byte[]) <= 10);

    private static readonly Arbitrary<Sent> Events = (
        from name in Namespaces
        from eventName in Texts.Where(text => !PacketRules.IsReserved(text))
        from ackId in Gen.OneOf(Gen.Constant((long?)null), Gen.Choose(0, int.MaxValue).Select(id => (long?)id), Gen.Constant((long?)PacketRules.MaxAckId))
        from args in Arguments
        select new Sent(name, eventName, ackId, args)).ToArbitrary();

    [Fact]
    public void Events_come_back_as_they_were_sent() => Check.One(Thorough, Prop.ForAll(Events, sent =>
    {
        var messages = PacketEncoder.Event(sent.Namespace, sent.Name, sent.AckId, sent.Args, Json);
        var packet = Decode(messages);
        Assert.Equal((PacketType.Event, sent.Namespace, sent.Name), (packet.Type, packet.Namespace, packet.EventName));
        Assert.Equal(sent.AckId, packet.AckId);
        AssertArguments(sent.Args, packet, messages, skipped: 1);
    }));

    [Fact]
    public void Acknowledgements_come_back_as_they_were_sent() => Check.One(Thorough, Prop.ForAll(Events, sent =>
    {
        var messages = PacketEncoder.Ack(sent.Namespace, sent.AckId ?? 0, sent.Args, Json);
        var packet = Decode(messages);
        Assert.Equal((PacketType.Ack, sent.Namespace, sent.AckId ?? 0), (packet.Type, packet.Namespace, packet.AckId));
        AssertArguments(sent.Args, packet, messages, skipped: 0);
    }));

    [Fact]
    public void Polling_bodies_carry_the_same_packets() => Check.One(Thorough, Prop.ForAll(Events, sent =>
    {
        var messages = PacketEncoder.Event(sent.Namespace, sent.Name, sent.AckId, sent.Args, Json);
        var output = new ArrayBufferWriter<byte>();
        PollingPayload.Write(output, [.. messages]);
        var body = output.WrittenMemory;
        foreach (var message in messages)
        {
            Assert.True(PollingPayload.TryTake(ref body, out var packet, out var isBinary));
            Assert.Equal(message.IsBinary, isBinary);
            var data = packet.ToArray();
            Assert.True(!isBinary || PollingPayload.TryDecodeBinary(packet.Span, out data));
            Assert.Equal(message.Payload.ToArray(), data);
        }

        Assert.True(body.IsEmpty);
    }));

    /// <summary>Valid packets with some bytes changed, left out or doubled: they come far, unlike random ones.</summary>
    [Fact]
    public void Damaged_packets_never_throw_and_allocate_in_proportion() => Check.One(Thorough, Prop.ForAll(
        Events,
        Gen.Choose(0, int.MaxValue).ListOf(4).ToArbitrary(),
        (sent, damage) =>
        {
            var messages = PacketEncoder.Event(sent.Namespace, sent.Name, sent.AckId, sent.Args, Json);
            var bytes = messages[0].Payload[1..].ToArray().ToList();
            foreach (var number in damage)
                Damage(bytes, number);
            byte[] text = [.. bytes];
            var before = GC.GetAllocatedBytesForCurrentThread();
            if (PacketDecoder.TryDecode(text, out var packet))
                BinaryPacket.HasValidPlaceholders(packet.Payload, packet.Attachments);
            // The document, its index (12 bytes a token, pooled and grown by doubling), the name, and an exception's text.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024 + (64L * text.Length));
        }));

    private static void Damage(List<byte> bytes, int number)
    {
        if (bytes.Count == 0)
            return;
        var at = number / 256 % bytes.Count;
        switch (number % 3)
        {
            case 0:
                bytes[at] = (byte)(number >> 3);
                break;
            case 1:
                bytes.RemoveAt(at);
                break;
            default:
                bytes.InsertRange(at, bytes.GetRange(0, at));
                break;
        }
    }

    private static Packet Decode(OutboundMessage[] messages)
    {
        Assert.Equal((byte)'4', messages[0].Payload[0]);
        Assert.True(PacketDecoder.TryDecode(messages[0].Payload[1..], out var packet), Encoding.UTF8.GetString(messages[0].Payload));
        Assert.Equal(messages.Length - 1, packet.Attachments);
        return packet;
    }

    private static void AssertArguments(object?[] expected, Packet packet, OutboundMessage[] messages, int skipped)
    {
        var args = new SocketIoArgs(packet.Payload, skipped, [.. messages.Skip(1).Select(message => message.Payload.ToArray())], Json);
        Assert.Equal(expected.Length, args.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i] is byte[] bytes)
                Assert.Equal(bytes, args.GetBinary(i));
            else
                Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(expected[i], Json), args[i]));
        }
    }

    private sealed record Sent(string Namespace, string Name, long? AckId, object?[] Args)
    {
        public override string ToString() => JsonSerializer.Serialize(this);
    }
}
