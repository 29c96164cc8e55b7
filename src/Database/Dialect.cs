namespace Matinee.Database;

/// <summary>What differs between the two engines. Everything else is written in the subset that both share.</summary>
public abstract class Dialect
{
    /// <summary>Ours, in SQLite: its own LIKE and lower() know the case of ASCII only.</summary>
    internal const string FoldFunction = "matinee_fold";

    public static Dialect Sqlite { get; } = new SqliteDialect();

    public static Dialect Postgres { get; } = new PostgresDialect();

    /// <summary>The folder-like part of the engine's own migrations: <c>0001-accounts.sqlite.sql</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Case-insensitive containment: an expression to which the caller binds <paramref name="parameter"/> as a LIKE pattern escaped with <c>\</c>.</summary>
    public abstract string ContainsIgnoringCase(string column, string parameter);

    /// <summary>A condition: the column is none of those in an array that the caller binds, which must not be empty.</summary>
    public abstract string IsNoneOf(string column, string parameter);

    /// <summary>
    /// A statement after which other transactions that lock the same text wait until this one ends; null where there is one
    /// writer at a time anyway. Who locks several sorts them first.
    /// </summary>
    public abstract string? LockUntilCommit(string parameter);

    /// <summary>True when the exception says that a unique key is already taken.</summary>
    public abstract bool IsUniqueViolation(Exception exception);

    /// <summary>Escapes <c>% _ \</c> and wraps in <c>%</c> for <see cref="ContainsIgnoringCase"/>.</summary>
    public static string Containing(string text) =>
        "%" + text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_") + "%";

    private sealed class SqliteDialect : Dialect
    {
        // SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY of sqlite.org/rescode.html.
        private const int Unique = 2067;
        private const int PrimaryKey = 1555;

        public override string Name => "sqlite";

        public override string ContainsIgnoringCase(string column, string parameter) =>
            $@"{FoldFunction}({column}) like {FoldFunction}({parameter}) escape '\'";

        public override string IsNoneOf(string column, string parameter) => $"{column} not in {parameter}";

        public override string? LockUntilCommit(string parameter) => null;

        public override bool IsUniqueViolation(Exception exception) =>
            exception is Microsoft.Data.Sqlite.SqliteException { SqliteExtendedErrorCode: Unique or PrimaryKey };
    }

    private sealed class PostgresDialect : Dialect
    {
        public override string Name => "postgres";

        public override string ContainsIgnoringCase(string column, string parameter) => $@"{column} ilike {parameter} escape '\'";

        public override string IsNoneOf(string column, string parameter) => $"{column} <> all({parameter})";

        public override string LockUntilCommit(string parameter) => $"select pg_advisory_xact_lock(hashtextextended({parameter}, 0))";

        public override bool IsUniqueViolation(Exception exception) =>
            exception is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation };
    }
}
