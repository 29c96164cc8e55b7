using System.Reflection;
using System.Text.RegularExpressions;
using Matinee.Database;

namespace Matinee.Architecture.Tests;

/// <summary>Where SQL and Redis may be.</summary>
public sealed partial class StorageTests
{
    [Fact]
    public void Only_stores_run_statements()
    {
        string[] running = [nameof(DbSession.ExecuteAsync), nameof(DbSession.FindAsync), nameof(DbSession.ListAsync), nameof(DbSession.ScalarAsync)];

        var faults =
            from assembly in Parts.All
            where assembly != Parts.Database
            from type in Parts.Types(assembly)
            where !Parts.IsStore(type)
            from used in Uses.Of(type).OfType<MethodBase>()
            where used.DeclaringType == typeof(DbSession) && running.Contains(used.Name)
            select $"{type} runs {used.Name}";

        Assert.Empty(faults.Distinct());
    }

    [Fact]
    public void SQL_is_written_in_stores_only() =>
        Assert.Empty(
            from source in Tree.Sources
            where !source.Path.EndsWith("Store.cs", StringComparison.Ordinal) && !source.Path.StartsWith("src/Database/", StringComparison.Ordinal)
            where Sql().IsMatch(Tree.Code(source.Text))
            select source.Path);

    [Fact]
    public void Only_the_database_project_knows_the_engines()
    {
        string[] engines = ["Npgsql", "Microsoft.Data.Sqlite", "SQLitePCL", "Dapper"];

        // The server reads a connection string in order to say what is wrong with it.
        var faults =
            from source in Tree.Sources
            where !source.Path.StartsWith("src/Database/", StringComparison.Ordinal) && source.Path != "src/Server/Configuration/ServerSettings.cs"
            from engine in engines
            where Tree.Code(source.Text).Contains(engine, StringComparison.Ordinal)
            select $"{source.Path} names {engine}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Redis_is_spoken_in_Redis_folders_only() =>
        Assert.Empty(
            from source in Tree.Sources
            where !source.Path.Contains("/Redis/", StringComparison.Ordinal) && Tree.Code(source.Text).Contains("StackExchange.Redis", StringComparison.Ordinal)
            select source.Path);

    [GeneratedRegex(@"\bselect\s[^;]{1,300}?\sfrom\s+[a-z_]+\b(?=[^;]*(where|join|order|limit|""))|\binsert\s+into\s+[a-z_]+|\bdelete\s+from\s+[a-z_]+|\bupdate\s+[a-z_]+\s+set\s+[a-z_]+\s*=", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Sql();
}
