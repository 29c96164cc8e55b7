using System.Collections;
using System.Text.Json;
using Matinee.SocketIo.Protocol;

namespace Matinee.SocketIo;

/// <summary>
/// The arguments of an event or of an acknowledgement, as the client's JSON. They stay valid after the handler. A binary
/// argument shows as its placeholder object here and as bytes through <see cref="GetBinary"/>.
/// </summary>
public sealed class SocketIoArgs : IReadOnlyList<JsonElement>
{
    private readonly JsonElement _array;
    private readonly int _skipped;
    private readonly JsonSerializerOptions _json;

    internal SocketIoArgs(JsonElement array, int skipped, IReadOnlyList<byte[]> attachments, JsonSerializerOptions json)
    {
        _array = array;
        _skipped = skipped;
        _json = json;
        Attachments = attachments;
        Count = array.GetArrayLength() - skipped;
    }

    public int Count { get; }

    /// <summary>The binary attachments in the order of their placeholders' <c>num</c>; at most ten.</summary>
    public IReadOnlyList<byte[]> Attachments { get; }

    public JsonElement this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _array[_skipped + index];
        }
    }

    /// <summary>The argument as a value; the default if it is missing or null.</summary>
    /// <exception cref="JsonException">It has another shape.</exception>
    public T? Get<T>(int index)
    {
        if (index < 0 || index >= Count)
            return default;
        var element = this[index];
        if (element.ValueKind == JsonValueKind.Null)
            return default;
        try
        {
            return element.Deserialize<T>(_json);
        }
        catch (InvalidOperationException e)
        {
            // An escaped lone surrogate, for one.
            throw new JsonException($"Argument {index} cannot be read.", e);
        }
    }

    /// <summary>False if the argument is missing, null, or of another shape.</summary>
    public bool TryGet<T>(int index, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value)
    {
        try
        {
            value = Get<T>(index);
            return index >= 0 && index < Count && value is not null && this[index].ValueKind != JsonValueKind.Null;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }

    /// <summary>The bytes of a binary argument; null if it is not one.</summary>
    public byte[]? GetBinary(int index)
    {
        if (Attachments.Count == 0 || index < 0 || index >= Count)
            return null;
        var element = this[index];
        return BinaryPacket.IsPlaceholder(element) && BinaryPacket.TryGetIndex(element, out var number) && number < Attachments.Count
            ? Attachments[number]
            : null;
    }

    public IEnumerator<JsonElement> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
