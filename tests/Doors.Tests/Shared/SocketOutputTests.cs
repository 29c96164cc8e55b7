using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Matinee.Doors.Shared.Sending;

namespace Matinee.Doors.Tests.Shared;

public sealed class SocketOutputTests : IAsyncDisposable
{
    private readonly string path = Path.GetTempFileName();
    private readonly byte[] content = new byte[1_000_000];
    private readonly Pipe replaced = new();
    private readonly Socket reader;
    private readonly Socket writer;
    private readonly SocketOutput output;

    public SocketOutputTests()
    {
        new Random(1).NextBytes(content);
        File.WriteAllBytes(path, content);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        reader = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reader.Connect(listener.LocalEndPoint!);
        writer = listener.Accept();
        output = new SocketOutput(replaced.Writer, writer);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_and_pieces_of_files_arrive_in_the_order_in_which_they_were_written()
    {
        using var file = File.OpenHandle(path);
        var large = new byte[100_000];
        new Random(2).NextBytes(large);

        output.Write("head"u8);
        Place(file, 10, 20);
        output.Write("between"u8);
        output.Write(large);
        Place(file, 0, 5);
        Assert.Equal(4 + 20 + 7 + large.Length + 5, output.UnflushedBytes);
        await output.FlushAsync(Ct);
        output.Write("tail"u8);
        await output.CompleteAsync();
        writer.Shutdown(SocketShutdown.Send);

        var received = await ReadAsync(pause: false);
        Assert.Equal([.. "head"u8, .. content[10..30], .. "between"u8, .. large, .. content[..5], .. "tail"u8], received);
        Assert.True((await replaced.Reader.ReadAsync(Ct)).IsCompleted);
    }

    [Fact]
    public async Task A_reader_who_takes_little_at_a_time_gets_every_byte()
    {
        // Far more than the kernel keeps for a connection: the writer has to wait, again and again.
        writer.SendBufferSize = reader.ReceiveBufferSize = 30_000;
        using var file = File.OpenHandle(path);

        var sending = SendWholeAsync();
        var received = await ReadAsync(pause: true);
        await sending;

        Assert.Equal(content, received);

        async Task SendWholeAsync()
        {
            for (var offset = 0; offset < content.Length; offset += SocketOutput.MostFileBytes)
            {
                Place(file, offset, Math.Min(SocketOutput.MostFileBytes, content.Length - offset));
                Assert.False((await output.FlushAsync(Ct)).IsCompleted);
            }

            writer.Shutdown(SocketShutdown.Send);
        }
    }

    [Fact]
    public async Task A_reader_who_leaves_ends_it_without_an_exception()
    {
        using var file = File.OpenHandle(path);
        reader.LingerState = new LingerOption(true, 0);
        var pieces = 0;
        var isOver = false;
        while (!isOver)
        {
            Assert.True(pieces++ < 1000, "It goes on sending to nobody.");
            Place(file, 0, SocketOutput.MostFileBytes);
            var sending = output.FlushAsync(Ct).AsTask();
            if (pieces == 1) reader.Close();
            isOver = (await sending.WaitAsync(Eventually.Limit, Ct)).IsCompleted;
        }

        output.Write("more"u8);
        Assert.True((await output.FlushAsync(Ct)).IsCompleted);
        Assert.Equal(0, output.UnflushedBytes);
    }

    [Fact]
    public async Task A_flush_that_waits_can_be_cancelled()
    {
        using var file = File.OpenHandle(path);
        ValueTask<FlushResult> waiting;
        do
        {
            Place(file, 0, SocketOutput.MostFileBytes);
            waiting = output.FlushAsync(Ct);
        }
        while (waiting.IsCompleted && !(await waiting).IsCompleted);

        output.CancelPendingFlush();

        var result = await waiting.AsTask().WaitAsync(Eventually.Limit, Ct);
        Assert.True(result.IsCanceled && result.IsCompleted);
    }

    [Fact]
    public async Task A_file_that_became_shorter_is_not_made_up_for()
    {
        using var file = File.OpenHandle(path);
        Place(file, content.Length - 10, 20);

        await Assert.ThrowsAsync<EndOfStreamException>(() => output.FlushAsync(Ct).AsTask());

        output.Write("more"u8);
        Assert.True((await output.FlushAsync(Ct)).IsCompleted);
    }

    public ValueTask DisposeAsync()
    {
        output.Dispose();
        reader.Dispose();
        writer.Dispose();
        File.Delete(path);
        return ValueTask.CompletedTask;
    }

    private void Place(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, int count)
    {
        output.PlaceFile(file, offset);
        output.GetMemory(count);
        output.Advance(count);
    }

    private async Task<byte[]> ReadAsync(bool pause)
    {
        using var all = new MemoryStream();
        var part = new byte[pause ? 3000 : 100_000];
        while (await reader.ReceiveAsync(part, Ct) is var count and > 0)
        {
            all.Write(part.AsSpan(0, count));
            if (pause) await Task.Yield();
        }

        return all.ToArray();
    }
}
