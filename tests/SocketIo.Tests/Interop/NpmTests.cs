using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Interop;

/// <summary>The unmodified npm client against a real host, on each transport.</summary>
public sealed class NpmTests(NpmClient npm) : IClassFixture<NpmClient>
{
    private const string WebSocket = "websocket";
    private const string Polling = "polling";
    private const string Upgrade = "polling,websocket";

    public static TheoryData<string> Transports => [WebSocket, Polling, Upgrade];

    public static TheoryData<string, string, string> Scenarios
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var transports in new[] { WebSocket, Polling, Upgrade })
            {
                var transport = transports == Polling ? Polling : WebSocket;
                data.Add(transports, "connect", $$"""{"transport":"{{transport}}","sid":"string"}""");
                data.Add(transports, "refused", """{"message":"Unauthorised","data":{"code":401},"connected":false}""");
                data.Add(transports, "unknownNamespace", "\"Invalid namespace\"");
                data.Add(transports, "events", """[[1,"two 😀",{"three":[true,null]}],["after"]]""");
                data.Add(transports, "order", "true");
                data.Add(transports, "acks", """[{"a":1},["HELLO",2]]""");
                data.Add(transports, "binary", """[[1,2,3],"x",0,70000]""");
                data.Add(transports, "rooms", """{"ana":[],"ben":["hello"],"cleo":[]}""");
                data.Add(transports, "namespaces", """["custom","main",true]""");
                data.Add(transports, "kicked", """{"reason":"io server disconnect","active":false}""");
                data.Add(transports, "closed", "\"io server disconnect\"");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Client_sees(string transports, string scenario, string expected)
    {
        await using var host = await InteropHost.StartAsync();
        Assert.Equal(expected, await npm.RunAsync(host.Address, transports, scenario));
        // A polling client that dies between two polls is only missed by the heartbeat.
        if (transports != Polling)
            await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 0, "sockets end with the process");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Client_reconnects_when_the_server_is_back_on_its_port(string transports)
    {
        int port;
        NpmRun run;
        await using (var host = await InteropHost.StartAsync())
        {
            port = host.Address.Port;
            run = npm.Start(host.Address, transports, "restart");
            Assert.Equal("\"ready\"", await run.ReadLineAsync());
            // Between two polls the client would find a closed port instead of the close packet.
            await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.SingleOrDefault()?.IsWritable == true, "reachable");
            await host.StopAsync();
        }

        await using var again = await InteropHost.StartAsync(port: port);
        using (run)
        {
            Assert.Equal("\"transport close\"", await run.ReadLineAsync());
            Assert.Equal("\"back\"", await run.ReadLineAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Client_answers_heartbeats(string transports)
    {
        var options = new SocketIoOptions { PingInterval = TimeSpan.FromMilliseconds(100), PingTimeout = TimeSpan.FromSeconds(10) };
        await using var host = await InteropHost.StartAsync(options);
        using var run = npm.Start(host.Address, transports, "stay");
        Assert.Equal("\"ready\"", await run.ReadLineAsync());
        var socket = host.Server.Of("/").Sockets.Single();
        await Eventually.BecomesTrueAsync(() => socket.RoundTripTime is not null, "a heartbeat");
        await run.WriteLineAsync();
        Assert.Equal("\"still here\"", await run.ReadLineAsync());
    }
}
