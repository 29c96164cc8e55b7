using FsCheck;
using FsCheck.Fluent;
using Matinee.SocketIo.WebSockets;
using Opcode = Matinee.SocketIo.WebSockets.Opcode;

namespace Matinee.SocketIo.Tests.Framing;

/// <summary>The frame decoder by itself, for any bytes in any pieces.</summary>
public sealed class MessageDecoderTests
{
    private const int MaxPayload = 1000;

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void Any_bytes_end_in_messages_or_in_a_fault_and_are_used_up() => Check.One(
        Thorough,
        Prop.ForAll<byte[], byte>((bytes, piece) =>
        {
            using var decoder = new MessageDecoder(MaxPayload);
            var sent = 0;
            foreach (var part in bytes.Chunk(Math.Max(1, piece % 20)))
            {
                Memory<byte> input = part;
                DecodeStep step;
                while ((step = decoder.Read(ref input, out var payload)) is not (DecodeStep.NeedMore or DecodeStep.Failed))
                    Assert.InRange(payload.Length, 0, MaxPayload);
                sent += part.Length;
                if (step == DecodeStep.Failed)
                {
                    Assert.NotEqual(CloseCode.None, decoder.Fault);
                    return;
                }

                Assert.True(input.IsEmpty, $"{input.Length} of {sent} bytes were left over.");
            }
        }));

    [Fact]
    public void Messages_come_out_as_they_went_in_however_they_are_cut() => Check.One(
        Thorough,
        Prop.ForAll<byte[][], uint, byte>((messages, mask, piece) =>
        {
            byte[] wire = [.. messages.SelectMany(message => Masked(message, mask))];
            using var decoder = new MessageDecoder(MaxPayload);
            var seen = new List<byte[]>();
            foreach (var part in wire.Chunk(Math.Max(1, (int)piece)))
            {
                Memory<byte> input = part;
                while (decoder.Read(ref input, out var payload) is var step and not DecodeStep.NeedMore)
                {
                    Assert.Equal(DecodeStep.Binary, step);
                    seen.Add(payload.ToArray());
                }
            }

            Assert.Equal(messages, seen);
        }));

    /// <summary>A client's binary frame.</summary>
    private static byte[] Masked(byte[] payload, uint mask)
    {
        var frame = Frame.Of(Opcode.Binary, payload);
        var header = Frame.HeaderLength(payload.Length);
        frame[1] |= 0x80;
        var data = payload.ToArray();
        Masking.Apply(data, mask, offset: 0);
        return [.. frame[..header], .. BitConverter.GetBytes(mask), .. data];
    }
}
