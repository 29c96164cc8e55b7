using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Integrations;

/// <summary>What a form for the bucket allows, and that it allows nothing else.</summary>
public sealed class PostPolicyTests(BucketHost host) : IClassFixture<BucketHost>
{
    private static readonly PostPolicy Policy = new("films", "AKIDEXAMPLE", "secret/key", "eu-central-1");

    [Fact]
    public async Task The_form_is_good_for_its_film_for_an_hour()
    {
        var form = await FormAsync(size: 1000);
        var now = host.Clock.GetUtcNow();

        Assert.Null(Policy.FaultOf(form, 1000, now));
        Assert.Null(Policy.FaultOf(form, 1000, now.AddMinutes(59)));
        Assert.Equal("expired", Policy.FaultOf(form, 1000, now.AddMinutes(61)));
        Assert.Equal("size", Policy.FaultOf(form, 999, now));
        Assert.Equal("size", Policy.FaultOf(form, 1001, now));
    }

    [Fact]
    public async Task A_film_of_unknown_size_has_at_most_what_the_server_takes()
    {
        var form = await FormAsync(size: null);
        var now = host.Clock.GetUtcNow();

        Assert.Null(Policy.FaultOf(form, 1, now));
        Assert.Null(Policy.FaultOf(form, 5_000_000, now));
        Assert.Equal("size", Policy.FaultOf(form, 0, now));
        Assert.Equal("size", Policy.FaultOf(form, 5_000_001, now));
    }

    [Theory]
    [InlineData("key", "uploads/another", "key")]
    [InlineData("Content-Type", "text/html", "Content-Type")]
    [InlineData("x-amz-date", "20000101T000000Z", "bad credential")]
    [InlineData("x-amz-credential", "AKIDEXAMPLE/20000101/eu-central-1/s3/aws4_request", "bad credential")]
    [InlineData("x-amz-signature", "0000000000000000000000000000000000000000000000000000000000000000", "signature")]
    [InlineData("policy", "eyJleHBpcmF0aW9uIjoiMjA5OS0wMS0wMVQwMDowMDowMFoiLCJjb25kaXRpb25zIjpbXX0=", "signature")]
    [InlineData("acl", "public-read", "acl is in no condition")]
    public async Task A_form_that_was_changed_is_refused(string field, string value, string fault)
    {
        var form = await FormAsync(size: 1000);
        form[field] = value;

        Assert.Equal(fault, Policy.FaultOf(form, 1000, host.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_form_of_another_bucket_is_refused() => Assert.Equal(
        "bucket",
        new PostPolicy("other", "AKIDEXAMPLE", "secret/key", "eu-central-1").FaultOf(await FormAsync(size: 1), 1, host.Clock.GetUtcNow()));

    private async Task<Dictionary<string, string>> FormAsync(long? size)
    {
        var ana = await host.SignUpAsync("ana");
        var presigned = await ana.PostAsync("/api/integrations/s3/presigned-upload/", new { file_name = "film.mp4", content_type = "video/mp4", file_size = size });
        Assert.Equal(200, presigned.Status);
        return presigned["fields"].EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetString()!, StringComparer.Ordinal);
    }
}

/// <summary>With a bucket at an address where nobody answers.</summary>
public sealed class BucketHost() : MatineeHost(new Dictionary<string, string>(StringComparer.Ordinal)
{
    ["Matinee:Uploads:MaxBytes"] = "5000000",
    ["Matinee:Storage:S3:Endpoint"] = "http://127.0.0.1:9",
    ["Matinee:Storage:S3:Region"] = "eu-central-1",
    ["Matinee:Storage:S3:Bucket"] = "films",
    ["Matinee:Storage:S3:AccessKey"] = "AKIDEXAMPLE",
    ["Matinee:Storage:S3:SecretKey"] = "secret/key",
});
