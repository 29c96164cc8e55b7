namespace Matinee.Domain.Library;

/// <summary>Object storage that speaks S3. Its CORS rules must allow POST from the web app's origin.</summary>
public sealed record BucketOptions
{
    /// <summary>Such as <c>https://s3.eu-central-1.amazonaws.com</c>; buckets are named in the path.</summary>
    public required Uri Endpoint { get; init; }

    public string Region { get; init; } = "us-east-1";

    public required string Bucket { get; init; }

    public required string AccessKey { get; init; }

    public required string SecretKey { get; init; }
}
