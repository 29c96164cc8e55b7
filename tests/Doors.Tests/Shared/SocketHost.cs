namespace Matinee.Doors.Tests.Shared;

/// <summary>The server on a Kestrel with a free port, for clients that need a real socket.</summary>
public class SocketHost : MatineeHost
{
    public SocketHost()
        : this([])
    {
    }

    internal SocketHost(Dictionary<string, string> settings)
        : base(settings) => UseKestrel(0);
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresSocketHost : PostgresMatineeHost
{
    public PostgresSocketHost() => UseKestrel(0);
}
