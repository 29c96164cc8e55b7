using System.Reflection;

namespace Matinee.Architecture.Tests;

/// <summary>The assemblies, and what is where in them.</summary>
internal static class Parts
{
    public static Assembly Server { get; } = typeof(Program).Assembly;

    public static Assembly Doors { get; } = Assembly.Load("Matinee.Doors");

    public static Assembly Domain { get; } = Assembly.Load("Matinee.Domain");

    public static Assembly Database { get; } = Assembly.Load("Matinee.Database");

    public static Assembly Realtime { get; } = Assembly.Load("Matinee.Realtime");

    public static Assembly SocketIo { get; } = Assembly.Load("Matinee.SocketIo");

    public static IReadOnlyList<Assembly> All { get; } = [Server, Doors, Domain, Database, Realtime, SocketIo];

    /// <summary>Types that a person wrote, without nested ones.</summary>
    public static IEnumerable<Type> Types(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.DeclaringType is null && type.Namespace?.StartsWith("Matinee", StringComparison.Ordinal) == true);

    /// <summary><c>Parties</c> for <c>Matinee.Domain.Parties.Memory</c>; null outside of such a folder.</summary>
    public static string? Folder(Type type, string under)
    {
        if (type.Namespace?.StartsWith(under + ".", StringComparison.Ordinal) != true) return null;
        var rest = type.Namespace[(under.Length + 1)..];
        return rest.Split('.')[0];
    }

    public static bool IsStore(Type type) => type.Name.EndsWith("Store", StringComparison.Ordinal);
}
