namespace Matinee.SocketIo;

/// <summary>An event argument that is JSON text already; it is written as it is and must be one valid value.</summary>
public readonly struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    public ReadOnlyMemory<byte> Utf8 { get; } = Utf8;
}
