namespace Matinee.Database;

/// <summary>Where the data lives. The presence of <see cref="ConnectionString"/> is the only switch between the engines.</summary>
public sealed record DatabaseOptions
{
    /// <summary>A PostgreSQL connection string; null or empty keeps everything in <see cref="SqliteFile"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Path of the SQLite file, made with its folder if it does not exist.</summary>
    public string SqliteFile { get; init; } = "data/matinee.db";
}
