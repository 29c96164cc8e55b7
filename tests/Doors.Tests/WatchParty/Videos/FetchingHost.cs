using System.Net;
using Matinee.Domain.Library;
using Matinee.Doors.Tests.Shared;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Doors.Tests.WatchParty.Videos;

/// <summary>A server that may fetch from one port of this machine, and whose names resolve to what the test says.</summary>
internal sealed class FetchingHost(FilmServer films, Dictionary<string, string>? settings = null, Func<FetchOptions, FetchOptions>? change = null)
    : MatineeHost(settings ?? [])
{
    /// <summary>By name; all others are this machine.</summary>
    public Dictionary<string, IPAddress[]> Names { get; } = new(StringComparer.Ordinal);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        var usual = new FetchOptions
        {
            LoopbackPort = films.Port,
            Resolve = (name, _) => Task.FromResult(Names.GetValueOrDefault(name, [IPAddress.Loopback])),
            LongestPause = TimeSpan.FromSeconds(5),
        };
        builder.ConfigureTestServices(services => services.AddSingleton(change?.Invoke(usual) ?? usual));
    }
}
