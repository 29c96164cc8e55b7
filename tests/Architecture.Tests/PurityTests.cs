using System.Reflection;

namespace Matinee.Architecture.Tests;

/// <summary>Rules decide; they touch nothing.</summary>
public sealed class PurityTests
{
    private static readonly Type[] Impure = [typeof(TimeProvider), typeof(Random), typeof(Environment), typeof(Task), typeof(Task<>), typeof(Console)];

    private static readonly string[] ImpureNamespaces =
        ["System.IO", "System.Net", "System.Security.Cryptography", "System.Diagnostics", "System.Threading", "Microsoft", "Matinee.Database", "Matinee.Realtime"];

    // Used by what the compiler makes of records, switches and closures.
    private static readonly string[] Harmless = ["System.Diagnostics.CodeAnalysis", "System.Diagnostics.DebuggerHiddenAttribute", "System.Diagnostics.UnreachableException"];

    private static IEnumerable<Type> Rules =>
        Parts.All.SelectMany(Parts.Types).Where(type => type.Name.EndsWith("Rules", StringComparison.Ordinal));

    [Fact]
    public void There_are_rules() => Assert.Contains(Rules, type => type.Name == "PartyRules");

    [Fact]
    public void Rules_use_no_clock_no_logger_no_store_and_nothing_outside()
    {
        var faults =
            from type in Rules
            from used in Uses.TypesOf(type)
            where Impure.Contains(used) || Parts.IsStore(used) || IsImpure(used.FullName ?? "")
            select $"{type} uses {used}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Rules_keep_no_state()
    {
        const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

        var faults =
            from type in Rules
            from field in type.GetFields(Any)
            where !field.IsLiteral && !(field.IsStatic && field.IsInitOnly)
            select $"{type}.{field.Name}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Nobody_asks_the_machine_for_the_time()
    {
        var faults =
            from type in Parts.All.SelectMany(Parts.Types)
            from used in Uses.Of(type).OfType<MethodBase>()
            where (used.DeclaringType == typeof(DateTime) || used.DeclaringType == typeof(DateTimeOffset)) && used.Name is "get_Now" or "get_UtcNow"
            select $"{type} uses {used.DeclaringType}.{used.Name}";

        Assert.Empty(faults);
    }

    private static bool IsImpure(string name) =>
        ImpureNamespaces.Any(space => name.StartsWith(space + ".", StringComparison.Ordinal)) && !Harmless.Any(name.StartsWith);
}
