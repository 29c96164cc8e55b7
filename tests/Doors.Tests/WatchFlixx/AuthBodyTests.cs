using System.Text;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx;

/// <summary>Bodies that no honest client sends. None may cause a 5xx.</summary>
public sealed class AuthBodyTests(MatineeHost host) : IClassFixture<MatineeHost>
{
    [Fact]
    public async Task An_empty_object_is_told_of_every_field_at_once()
    {
        var answer = await host.Stranger().PostTextAsync("/v1/auth/register", "{}");
        Assert.Equal(422, answer.Status);
        Golden.Matches("register-empty", answer);
    }

    [Theory]
    [InlineData("email", "\"not an address\"", "INVALID_FORMAT")]
    [InlineData("email", "\"\"", "REQUIRED_FIELD")]
    [InlineData("email", "null", "REQUIRED_FIELD")]
    [InlineData("password", "\"short1\"", "TOO_SHORT")]
    [InlineData("password", "\"onlyletters\"", "TOO_WEAK")]
    [InlineData("firstName", "\"   \"", "REQUIRED_FIELD")]
    [InlineData("firstName", "\"a\\nb\"", "INVALID_FORMAT")]
    [InlineData("lastName", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "TOO_LONG")]
    [InlineData("acceptTerms", "false", "REQUIRED_FIELD")]
    [InlineData("acceptTerms", "null", "REQUIRED_FIELD")]
    public async Task A_field_that_is_wrong_is_named(string field, string value, string code)
    {
        var fields = new Dictionary<string, string>
        {
            ["email"] = "\"field@example.com\"",
            ["password"] = $"\"{Person.Password}\"",
            ["firstName"] = "\"John\"",
            ["lastName"] = "\"Doe\"",
            ["acceptTerms"] = "true",
            [field] = value,
        };
        var answer = await host.Stranger().PostTextAsync("/v1/auth/register", $"{{{string.Join(',', fields.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}");
        Assert.Equal(422, answer.Status);
        Assert.Equal(1, answer["error.details"].GetArrayLength());
        Assert.Equal((field, code), (answer["error.details.0.field"].GetString(), answer["error.details.0.code"].GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"email\":}")]
    [InlineData("{\"email\":\"a@example.com\",}")]
    [InlineData("{'email':'a@example.com'}")]
    [InlineData("{\"email\":1}")]
    [InlineData("{\"email\":1e999}")]
    [InlineData("{\"email\":{\"$ne\":null}}")]
    [InlineData("{\"email\":[\"a@example.com\"]}")]
    [InlineData("{\"email\":\"a@example.com\",\"email\":\"b@example.com\"}")]
    [InlineData("{\"email\":\"a\\u0000@example.com\"}")]
    [InlineData("{\"email\":\"\\ud800\"}")]
    [InlineData("{\"email\":\"a@example.com\"}{}")]
    [InlineData("{\"email\":\"a@example.com\"} // and a comment")]
    [InlineData("email=a%40example.com")]
    public async Task What_cannot_be_read_is_a_400(string text)
    {
        foreach (var path in new[] { "/v1/auth/register", "/v1/auth/login" })
        {
            var answer = await host.Stranger().PostTextAsync(path, text);
            Assert.Equal((400, "BAD_REQUEST"), (answer.Status, answer["error.code"].GetString()));
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_a_400()
    {
        var content = new ByteArrayContent([.. "{\"email\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        Assert.Equal(400, (await host.Stranger().SendAsync(HttpMethod.Post, "/v1/auth/login", content)).Status);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public async Task Deep_nesting_is_a_400_even_in_a_field_that_nobody_reads(int depth)
    {
        var text = $"{{\"unknown\":{new string('[', depth)}{new string(']', depth)}}}";
        Assert.Equal(400, (await host.Stranger().PostTextAsync("/v1/auth/login", text)).Status);
    }

    [Fact]
    public async Task More_than_a_mebibyte_is_a_413_with_and_without_a_stated_length()
    {
        var text = $"{{\"email\":\"{new string('a', 1024 * 1024)}\"}}";
        var stated = await host.Stranger().PostTextAsync("/v1/auth/login", text);
        Assert.Equal((413, "PAYLOAD_TOO_LARGE"), (stated.Status, stated["error.code"].GetString()));

        var content = new StreamContent(new UnseekableStream(Encoding.UTF8.GetBytes(text)));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        Assert.Equal(413, (await host.Stranger().SendAsync(HttpMethod.Post, "/v1/auth/login", content)).Status);
    }

    [Fact]
    public async Task Half_a_mebibyte_of_password_is_just_wrong()
    {
        var answer = await host.Stranger().PostAsync("/v1/auth/login", new { email = "a@example.com", password = new string('a', 512 * 1024) });
        Assert.Equal(401, answer.Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Another_content_type_is_a_415(string contentType)
    {
        var answer = await host.Stranger().PostTextAsync("/v1/auth/login", "{}", contentType);
        Assert.Equal((415, "UNSUPPORTED_MEDIA_TYPE"), (answer.Status, answer["error.code"].GetString()));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/vnd.api+json")]
    public async Task JSON_by_any_of_its_names_is_read(string contentType) =>
        Assert.Equal(422, (await host.Stranger().PostTextAsync("/v1/auth/login", "\uFEFF{}", contentType)).Status);

    [Fact]
    public async Task Unknown_fields_are_ignored() =>
        Assert.Equal(401, (await host.Stranger().PostTextAsync("/v1/auth/login", """{"email":"a@b.cd","password":"x","isAdministrator":true,"n":1e999}""")).Status);

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
