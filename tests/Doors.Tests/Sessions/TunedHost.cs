using Matinee.Domain.Parties;
using Matinee.Doors.Sessions.Sockets;
using Matinee.Doors.Tests.Shared;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Doors.Tests.Sessions;

/// <summary>A server whose sockets have other numbers than the contract's, or whose passwords cost what they cost in earnest.</summary>
internal sealed class TunedHost(SocketOptions? sockets = null, int passwordCost = 4) : SocketHost
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services
            .AddSingleton(sockets ?? new SocketOptions())
            .AddSingleton(new PartyPasswordOptions(passwordCost)));
    }
}
