using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Interop;

/// <summary>Binary, time-outs of acknowledgements, volatile events and rooms, as the unmodified npm client sees them.</summary>
public sealed class NpmDeliveryTests(NpmClient npm) : IClassFixture<NpmClient>
{
    public static TheoryData<string, string, string> Scenarios
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var transports in new[] { "websocket", "polling", "polling,websocket" })
            {
                data.Add(transports, "binaryOfTheServer", """[[1,2,3],"between",[]]""");
                data.Add(transports, "binaryInsideObjects", "[3,5,70000]");
                data.Add(transports, "binaryAnswers", "[1,2,9]");
                data.Add(transports, "clientTimeout", """["operation has timed out","still here"]""");
                data.Add(transports, "serverTimeout", """["TimeoutException","still here"]""");
                data.Add(transports, "ackOfALostConnection", "\"socket has been disconnected\"");
                data.Add(transports, "volatile", "[true,true,true]");
                data.Add(
                    transports,
                    "rooms",
                    """{"ana":["union","red only","all but ben"],"ben":["union","blue","dan by id"],"cleo":["union","all but ben","blue","from ben"],"dan":["all but ben","dan by id"]}""");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Client_sees(string transports, string scenario, string expected)
    {
        await using var host = await InteropHost.StartAsync();
        Assert.Equal(expected, await npm.RunAsync(host.Address, transports, scenario, "delivery.mjs"));
    }
}
