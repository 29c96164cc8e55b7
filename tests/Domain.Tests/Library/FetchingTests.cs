using System.Net;
using System.Net.Sockets;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

/// <summary>Senders that would keep a worker for ever, on a clock that the test moves.</summary>
public sealed class FetchingTests
{
    private static readonly FetchOptions Options = new();

    private readonly ManualClock clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(16_000, 1, false)] // Bytes a second.
    [InlineData(17_000, 1, true)]
    [InlineData(1, 20, false)]
    [InlineData(400_000, 20, true)]
    public async Task A_sender_brings_enough_in_each_half_minute(int bytes, int seconds, bool isEnough)
    {
        await using var sender = new SteadySender(clock, bytes, TimeSpan.FromSeconds(seconds));
        await using var patient = new PatientStream(sender, Options, clock);
        var buffer = new byte[500_000];
        async Task ReadForTenMinutesAsync()
        {
            for (var second = 0; second < 600; second += seconds) Assert.Equal(bytes, await patient.ReadAsync(buffer, Ct));
        }

        if (isEnough) await ReadForTenMinutesAsync();
        else Assert.Equal("The sender is too slow.", (await Assert.ThrowsAsync<IOException>(ReadForTenMinutesAsync)).Message);
    }

    [Fact]
    public async Task A_sender_that_pauses_is_given_up()
    {
        await using var sender = new SilentSender();
        await using var patient = new PatientStream(sender, Options, clock);
        var reading = patient.ReadAsync(new byte[10], Ct).AsTask();

        clock.Advance(Options.LongestPause - TimeSpan.FromSeconds(1));
        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(Eventually.Limit, Ct));
    }

    [Fact]
    public async Task A_server_that_takes_the_call_and_says_nothing_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var web = new PublicWeb(Options with { LoopbackPort = port }, clock);
        var getting = web.GetAsync($"http://127.0.0.1:{port}/film.mp4", Ct);
        using var call = await listener.AcceptTcpClientAsync(Ct);

        clock.Advance(Options.LongestPause);

        await Assert.ThrowsAsync<HttpRequestException>(() => getting.WaitAsync(Eventually.Limit, Ct));
    }

    private sealed class SteadySender(ManualClock clock, int bytes, TimeSpan pause) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            clock.Advance(pause);
            return ValueTask.FromResult(bytes);
        }
    }

    private sealed class SilentSender : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
