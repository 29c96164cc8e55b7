using System.Text.Json;

namespace Matinee.Doors.Tests.Shared.OpenApi;

/// <summary>As much of JSON Schema as our documents use. Properties that a schema does not name are faults: nothing may be sent that is not documented.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    /// <summary>Null when the value is as the schema says.</summary>
    public string? FaultOf(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference)) return FaultOf(value, Resolve(reference.GetString()!), at);
        if (schema.TryGetProperty("anyOf", out var choices))
            return choices.EnumerateArray().Any(choice => FaultOf(value, choice, at) is null) ? null : $"{at} is none of its kinds";
        if (schema.TryGetProperty("type", out var type) && !TypesOf(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && TypesOf(type).Contains("number")))
            return $"{at} is {TypeOf(value)}, not {type}";
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => one.ValueEquals(value.GetString())))
            return $"{at} is {value}, which is not among the values";
        return value.ValueKind switch
        {
            JsonValueKind.Object => FaultOfObject(value, schema, at),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().Select((item, i) => FaultOf(item, items, $"{at}.{i}")).FirstOrDefault(fault => fault is not null),
            _ => null,
        };
    }

    private string? FaultOfObject(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
            return $"{at}.{missing} is missing";
        foreach (var property in value.EnumerateObject())
        {
            var inside = $"{at}.{property.Name}";
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(property.Name, out var known))
            {
                if (FaultOf(property.Value, known, inside) is { } fault) return fault;
            }
            else if (schema.TryGetProperty("additionalProperties", out var others))
            {
                if (FaultOf(property.Value, others, inside) is { } fault) return fault;
            }
            else
            {
                return $"{inside} is not in the document";
            }
        }

        return null;
    }

    private JsonElement Resolve(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(document, (element, step) => element.GetProperty(step));

    private static IEnumerable<string?> TypesOf(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
