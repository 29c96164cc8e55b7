using System.Text.Json;
using Matinee.SocketIo.EngineIo;
using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo.Adapters;

/// <summary>
/// One namespace across nodes: what is broadcast here is applied on the others. The packet travels as it was encoded; each
/// node frames it and gives it an offset of its own, because clients come back to the node that they left.
/// </summary>
internal sealed class Cluster
{
    private static readonly JsonSerializerOptions Strict = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private readonly string _node = EngineServer.NewId();
    private readonly ISocketIoBackplane _backplane;
    private readonly string _channel;
    private readonly MemoryAdapter _adapter;
    private readonly ILogger _logger;
    private readonly Task<IAsyncDisposable> _subscription;

    public Cluster(ISocketIoBackplane backplane, string namespaceName, MemoryAdapter adapter, ILogger logger)
    {
        (_backplane, _adapter, _logger) = (backplane, adapter, logger);
        _channel = "socket.io" + namespaceName;
        _subscription = backplane.SubscribeAsync(_channel, ReceiveAsync).AsTask();
        _ = _subscription.ContinueWith(
            failed => SocketIoLog.BackplaneFailed(logger, failed.Exception!, namespaceName),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    public void Emit(BroadcastTarget target, OutboundMessage[] messages, bool isVolatile, bool isStored) =>
        Publish(new Message(_node, target, isVolatile, isStored, [.. messages.Select(Part.Of)], Change: null));

    public void Change(BroadcastTarget target, RoomChange change) =>
        Publish(new Message(_node, target, IsVolatile: false, IsStored: false, [], change));

    public async ValueTask CloseAsync() => await (await _subscription).DisposeAsync();

    private void Publish(Message message)
    {
        var published = _backplane.PublishAsync(_channel, JsonSerializer.SerializeToUtf8Bytes(message, Strict));
        if (!published.IsCompletedSuccessfully)
            _ = ReportAsync(published);
    }

    private async Task ReportAsync(ValueTask published)
    {
        try
        {
            await published;
        }
        catch (Exception e)
        {
            SocketIoLog.BackplaneFailed(_logger, e, _channel);
        }
    }

    private ValueTask ReceiveAsync(ReadOnlyMemory<byte> bytes)
    {
        if (Decode(bytes) is not { } message || message.Node == _node)
            return ValueTask.CompletedTask;
        if (message.Change is { } change)
            change.Apply(_adapter, message.Target);
        else
            _adapter.Broadcast(message.Target, [.. message.Parts.Select(part => part.ToMessage())], message.IsVolatile, message.IsStored);
        return ValueTask.CompletedTask;
    }

    /// <summary>Null for what another version, or something else on the channel, may have sent.</summary>
    private Message? Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<Message>(bytes.Span, Strict);
        }
        catch (JsonException e)
        {
            SocketIoLog.BackplaneFailed(_logger, e, _channel);
            return null;
        }
    }

    private sealed record Message(
        string Node, BroadcastTarget Target, bool IsVolatile, bool IsStored, IReadOnlyList<Part> Parts, RoomChange? Change);

    private sealed record Part(byte[] Payload, bool IsBinary)
    {
        public static Part Of(OutboundMessage message) => new(message.Payload.ToArray(), message.IsBinary);

        public OutboundMessage ToMessage() => IsBinary ? OutboundMessage.Binary(Payload) : OutboundMessage.Text(Payload);
    }
}
