namespace Matinee.Domain.Library;

public sealed record UploadOptions
{
    /// <summary>Bytes of the largest film that is taken.</summary>
    public long MaxBytes { get; init; } = 20L << 30;

    /// <summary>Bytes that uploads leave free on the disk, for the database and all else that lives there.</summary>
    public long KeepFreeBytes { get; init; } = 1L << 30;
}
