using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Database;

public static class DatabaseModule
{
    public static IServiceCollection AddMatineeDatabase(this IServiceCollection services, DatabaseOptions options) =>
        services
            .AddSingleton(options)
            .AddSingleton<IDatabase>(_ => Open(options))
            .AddSingleton<Migrator>();

    /// <summary>The engine that the options name.</summary>
    public static IDatabase Open(DatabaseOptions options) =>
        string.IsNullOrWhiteSpace(options.ConnectionString)
            ? new SqliteDatabase(options.SqliteFile)
            : new PostgresDatabase(options.ConnectionString);
}
