using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Matinee.Doors.Shared.OpenApi;

/// <summary>
/// JSON schemas (2020-12, as OpenAPI 3.1 takes them) of wire records, by the JSON options that the door writes with: names,
/// what is left out when it is null, what may be null. Records become components, each once.
/// </summary>
internal sealed class DoorSchemas(JsonSerializerOptions options)
{
    private readonly Dictionary<string, Type> named = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonNode> components = new(StringComparer.Ordinal);

    public JsonObject Components => new(components.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, one.Value.DeepClone())));

    public JsonObject Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return OrNull(Of(value));
        if (Plain(type) is { } plain) return plain;
        if (ValuesOf(type) is { } values) return new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(values) };
        if (ItemOf(type) is { } item) return new JsonObject { ["type"] = "array", ["items"] = Of(item) };
        return new JsonObject { ["$ref"] = $"#/components/schemas/{Add(type)}" };
    }

    private static JsonObject? Plain(Type type) => type switch
    {
        _ when type == typeof(string) => Typed("string"),
        _ when type == typeof(bool) => Typed("boolean"),
        _ when type == typeof(double) => Typed("number", "double"),
        _ when type == typeof(int) => Typed("integer", "int32"),
        _ when type == typeof(long) => Typed("integer", "int64"),
        _ when type == typeof(DateTimeOffset) => Typed("string", "date-time"),
        _ when type == typeof(byte[]) => Typed("string", "binary"),
        _ when type == typeof(object) => Typed("object"),
        _ when type == typeof(JsonElement) => [],
        _ => null,
    };

    private static JsonObject Typed(string type, string? format = null)
    {
        var schema = new JsonObject { ["type"] = type };
        if (format is not null) schema["format"] = format;
        return schema;
    }

    private static JsonObject OrNull(JsonObject schema)
    {
        switch (schema["type"])
        {
            case JsonValue type:
                schema["type"] = new JsonArray(type.GetValue<string>(), "null");
                return schema;
            case JsonArray types:
                types.Add("null");
                return schema;
            default:
                return schema.Count == 0 ? schema : new JsonObject { ["anyOf"] = new JsonArray(schema, Typed("null")) };
        }
    }

    private static Type? ItemOf(Type type) => ArgumentOf(type, typeof(IEnumerable<>), 0);

    private static Type? ValuesOf(Type type) => ArgumentOf(type, typeof(IReadOnlyDictionary<,>), 1);

    private static Type? ArgumentOf(Type type, Type generic, int place) =>
        !typeof(IEnumerable).IsAssignableFrom(type) && type != generic
            ? null
            : type.GetInterfaces().Append(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == generic)?.GetGenericArguments()[place];

    private string Add(Type type)
    {
        var name = NameOf(type);
        if (named.TryAdd(name, type))
        {
            components[name] = new JsonObject();
            components[name] = ObjectOf(type);
        }
        else if (named[name] != type)
        {
            throw new InvalidOperationException($"Both {named[name]} and {type} are called {name}.");
        }

        return name;
    }

    /// <summary><c>VideoWire</c> is Video; <c>SuccessEnvelope&lt;PartyData&gt;</c> is PartyDataSuccessEnvelope.</summary>
    private static string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        if (name.EndsWith("Wire", StringComparison.Ordinal)) name = name[..^4];
        return string.Concat(type.GetGenericArguments().Select(NameOf)) + name;
    }

    private JsonObject ObjectOf(Type type)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in options.GetTypeInfo(type).Properties)
        {
            if (property.Get is null) continue;
            properties[property.Name] = PropertyOf(property);
            if (IsAlwaysThere(type, property)) required.Add(property.Name);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        return schema;
    }

    private JsonObject PropertyOf(JsonPropertyInfo property)
    {
        var schema = Of(property.PropertyType);
        if (Find<JsonTypesAttribute>(property) is { } types) schema["type"] = new JsonArray([.. types.Types.Select(one => JsonValue.Create(one))]);
        if (Find<AllowedValuesAttribute>(property) is { } allowed) schema["enum"] = new JsonArray([.. allowed.Values.Select(one => JsonValue.Create((string)one!))]);
        var isNullable = property.IsGetNullable && Find<RequiredAttribute>(property) is null && !IsLeftOut(property);
        return isNullable && Nullable.GetUnderlyingType(property.PropertyType) is null ? OrNull(schema)
            : isNullable || Nullable.GetUnderlyingType(property.PropertyType) is not { } value ? schema
            : Of(value);
    }

    /// <summary>What we write is there unless it is left out when null; of what we read only what is marked so has to be there.</summary>
    private static bool IsAlwaysThere(Type type, JsonPropertyInfo property) =>
        IsRead(type) ? Find<RequiredAttribute>(property) is not null : !IsLeftOut(property);

    private static bool IsRead(Type type) => Array.Exists(type.GetProperties(), property => property.GetCustomAttribute<RequiredAttribute>() is not null)
        || type.Name.EndsWith("Body", StringComparison.Ordinal);

    private static bool IsLeftOut(JsonPropertyInfo property) =>
        Find<JsonIgnoreAttribute>(property) is { Condition: JsonIgnoreCondition.WhenWritingNull or JsonIgnoreCondition.WhenWritingDefault };

    private static T? Find<T>(JsonPropertyInfo property)
        where T : Attribute => property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();
}

/// <summary>On a property of a wire record whose value may be of several JSON types.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class JsonTypesAttribute(params string[] types) : Attribute
{
    public IReadOnlyList<string> Types { get; } = types;
}
