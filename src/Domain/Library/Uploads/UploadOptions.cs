namespace Matinee.Domain.Library;

public sealed record UploadOptions
{
    /// <summary>Bytes of the largest film that is taken.</summary>
    public long MaxBytes { get; init; } = 20L << 30;

    /// <summary>Bytes that uploads leave free on the disk, for the database and all else that lives there.</summary>
    public long KeepFreeBytes { get; init; } = 1L << 30;

    /// <summary>Bytes that the films of one account may have together, those on their way included; null for no limit. Administrators have none.</summary>
    public long? QuotaBytes { get; init; }

    /// <summary>After so long without a byte an unfinished upload is removed.</summary>
    public TimeSpan ExpireAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Unfinished uploads of one account.</summary>
    public int MostUnfinished { get; init; } = 100;
}
