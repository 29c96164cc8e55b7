namespace Matinee.SocketIo;

/// <summary>Why a socket is gone.</summary>
public enum DisconnectReason
{
    /// <summary>The transport broke, two polls overlapped, or the client read too slowly.</summary>
    TransportError,

    /// <summary>The client closed its connection, or it vanished.</summary>
    TransportClose,
    PingTimeout,
    ClientNamespaceDisconnect,
    ServerNamespaceDisconnect,

    /// <summary>The server closed the whole connection.</summary>
    ForcedClose,

    /// <summary>The client joined no namespace in time.</summary>
    ForcedServerClose,
    ServerShuttingDown,
    ParseError,
}

public static class DisconnectReasons
{
    /// <summary>Nobody wanted it: the client is waited for.</summary>
    internal static bool IsRecoverable(this DisconnectReason r) => r switch
    {
        DisconnectReason.TransportError or DisconnectReason.TransportClose or DisconnectReason.PingTimeout
            or DisconnectReason.ForcedClose or DisconnectReason.ForcedServerClose or DisconnectReason.ServerShuttingDown => true,
        DisconnectReason.ClientNamespaceDisconnect or DisconnectReason.ServerNamespaceDisconnect or DisconnectReason.ParseError => false,
    };

    /// <summary>The words that the JavaScript server uses.</summary>
    public static string ToWire(this DisconnectReason r) => r switch
    {
        DisconnectReason.TransportError => "transport error",
        DisconnectReason.TransportClose => "transport close",
        DisconnectReason.PingTimeout => "ping timeout",
        DisconnectReason.ClientNamespaceDisconnect => "client namespace disconnect",
        DisconnectReason.ServerNamespaceDisconnect => "server namespace disconnect",
        DisconnectReason.ForcedClose => "forced close",
        DisconnectReason.ForcedServerClose => "forced server close",
        DisconnectReason.ServerShuttingDown => "server shutting down",
        DisconnectReason.ParseError => "parse error",
    };
}
