using System.Text.Json;
using Matinee.Domain.Kernel;
using Matinee.SocketIo;

namespace Matinee.Doors.WatchFlixx.Sockets;

/// <summary>
/// The first argument of a client's event, read strictly: a field that is left out or null is null; one of another type is a
/// fault, and the faults of all fields that were asked for are one refusal. As over HTTP, no text with U+0000 gets in.
/// </summary>
internal sealed class SocketPayload
{
    private readonly List<FieldFault> faults = [];
    private readonly JsonElement? body;

    public SocketPayload(SocketIoArgs args)
    {
        if (args.Count == 0 || args[0].ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return;
        if (args[0].ValueKind == JsonValueKind.Object) body = args[0];
        else faults.Add(new FieldFault("payload", "The event's argument must be an object."));
    }

    /// <summary>An object that is no event's argument, such as the handshake's auth.</summary>
    public SocketPayload(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Object) this.body = body;
    }

    /// <summary>Non-null when anything that was read is at fault.</summary>
    public Refusal? Fault => faults.Count == 0 ? null : Refusal.Invalid(faults);

    public double? Number(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        faults.Add(new FieldFault(field, $"{field} must be a finite number."));
        return null;
    }

    public double RequiredNumber(string field) => Number(field) ?? Missing<double>(field);

    public bool? Flag(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        faults.Add(new FieldFault(field, $"{field} must be true or false."));
        return null;
    }

    public bool RequiredFlag(string field) => Flag(field) ?? Missing<bool>(field);

    public string? Text(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && Decode(value) is { } text && !text.Contains('\0')) return text;
        faults.Add(new FieldFault(field, $"{field} must be text."));
        return null;
    }

    public string RequiredText(string field) => Text(field) ?? Missing<string>(field) ?? "";

    /// <summary>A nested object; its own fields are read from the answer, into the same list of faults.</summary>
    public SocketPayload? Nested(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object) return new SocketPayload(value, faults);
        faults.Add(new FieldFault(field, $"{field} must be an object."));
        return null;
    }

    private SocketPayload(JsonElement body, List<FieldFault> faults)
    {
        this.body = body;
        this.faults = faults;
    }

    private JsonElement? Find(string field)
    {
        try
        {
            return body is { } present && present.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            // A name among the properties is no text (half of a surrogate pair), so none can be looked up.
            if (!faults.Exists(fault => fault.Field == "payload")) faults.Add(new FieldFault("payload", "The event's argument has a name that is no text."));
            return null;
        }
    }

    private T? Missing<T>(string field)
    {
        if (!faults.Exists(fault => fault.Field == field)) faults.Add(new FieldFault(field, $"{field} is required.", "REQUIRED_FIELD"));
        return default;
    }

    /// <summary>Null for an escape that is no character (half of a surrogate pair).</summary>
    private static string? Decode(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
