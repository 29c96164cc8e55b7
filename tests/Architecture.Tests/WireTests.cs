using System.Text.RegularExpressions;

namespace Matinee.Architecture.Tests;

/// <summary>What goes over the wire is a door's own; the domain's records stay inside.</summary>
public sealed partial class WireTests
{
    private static IReadOnlyList<Type> WireTypes { get; } =
        [.. from source in Tree.Sources
            where source.Path.StartsWith("src/Doors/", StringComparison.Ordinal) && source.Path.EndsWith("Wire.cs", StringComparison.Ordinal)
            let space = Namespace().Match(source.Text).Groups["name"].Value
            from Match record in Record().Matches(source.Text)
            let type = Parts.Doors.GetTypes().FirstOrDefault(type => type.Namespace == space && type.Name.Split('`')[0] == record.Groups["name"].Value)
            where type is not null
            select type];

    [Fact]
    public void There_are_wire_types() => Assert.NotEmpty(WireTypes);

    [Fact]
    public void No_wire_type_shows_a_domain_type()
    {
        var faults =
            from type in WireTypes
            from property in type.GetProperties()
            from part in Uses.Parts(property.PropertyType)
            where part.Assembly == Parts.Domain || part.Assembly == Parts.Database
            select $"{type}.{property.Name} is {part}";

        Assert.Empty(faults);
    }

    [Fact]
    public void No_body_is_bound_to_a_domain_type()
    {
        var faults =
            from type in Parts.Types(Parts.Doors)
            from used in Uses.Of(type).OfType<Type>()
            where used.Assembly == Parts.Domain && IsBound(type, used)
            select $"{type} binds {used}";

        Assert.Empty(faults);
    }

    [Fact]
    public void The_domain_knows_neither_HTTP_nor_how_it_is_shown()
    {
        string[] shown = ["Microsoft.AspNetCore", "System.Text.Json.Serialization.JsonPropertyNameAttribute"];

        var faults =
            from type in Parts.Types(Parts.Domain)
            from used in Uses.TypesOf(type)
            where !IsPasswordHashing(used) && shown.Any(name => used.FullName!.StartsWith(name, StringComparison.Ordinal))
            select $"{type} uses {used}";

        Assert.Empty(faults);
    }

    // The framework's hashing carries the name of its web parts but knows nothing of HTTP.
    private static bool IsPasswordHashing(Type used) =>
        used.Namespace == "Microsoft.AspNetCore.Cryptography.KeyDerivation" || used.FullName!.StartsWith("Microsoft.AspNetCore.Identity.PasswordHasher", StringComparison.Ordinal);

    // Body<T, TDoor> as a parameter of a handler.
    private static bool IsBound(Type owner, Type bound) =>
        owner.GetMethods(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public)
            .SelectMany(method => method.GetParameters())
            .Any(parameter => parameter.ParameterType is { IsGenericType: true } body
                && body.Name.StartsWith("Body`", StringComparison.Ordinal) && body.GetGenericArguments()[0] == bound);

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\brecord\s+(struct\s+|class\s+)?(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Record();
}
