namespace Matinee.Doors.Tests.Shared;

/// <summary>Who uses a server that is a process of its own.</summary>
internal static class ServerVisitors
{
    /// <summary>A client without a token.</summary>
    public static Person Stranger(this ServerProcess server) => new(new HttpClient { BaseAddress = server.Address });

    /// <summary>The same person through this server.</summary>
    public static Person As(this ServerProcess server, Person person) => server.Stranger().Use(person.AccessToken);
}
