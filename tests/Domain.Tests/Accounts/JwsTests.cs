using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Matinee.Domain.Accounts;

namespace Matinee.Domain.Tests.Accounts;

public sealed class JwsTests
{
    // RFC 7515, appendix A.1, which is also RFC 7519, section 3.1.
    private const string RfcToken =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static readonly byte[] RfcKey =
        Base64Url.DecodeFromChars("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");

    [Fact]
    public void The_token_of_the_RFC_is_verified()
    {
        Assert.True(Jws.TryVerify(RfcToken, RfcKey, out var payload));
        Assert.Equal("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}", Encoding.UTF8.GetString(payload));
    }

    [Fact]
    public void What_is_signed_is_verified()
    {
        var token = Jws.Sign("""{"a":1}"""u8, RfcKey);
        Assert.True(Jws.TryVerify(token, RfcKey, out var payload));
        Assert.Equal("""{"a":1}"""u8, payload);
    }

    [Fact]
    public void Every_single_changed_character_is_noticed()
    {
        for (var at = 0; at < RfcToken.Length; at++)
        {
            var changed = RfcToken[at] == 'A' ? 'Q' : 'A';
            Assert.False(Jws.TryVerify(RfcToken[..at] + changed + RfcToken[(at + 1)..], RfcKey, out _), $"at {at}");
        }
    }

    // RFC 7519, section 6.1.
    [Theory]
    [InlineData("eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("a.b.c")]
    [InlineData(RfcToken + ".")]
    [InlineData(RfcToken + "=")]
    [InlineData(RfcToken + " ")]
    [InlineData("\u00e9.b.c")]
    public void What_is_no_signed_token_is_refused(string token) => Assert.False(Jws.TryVerify(token, RfcKey, out _));

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"hs256"}""")]
    [InlineData("""{"alg":["HS256"]}""")]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void A_header_that_wants_anything_else_is_refused_though_the_signature_is_right(string header)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString("{}"u8)}";
        var signature = HMACSHA256.HashData(RfcKey, Encoding.ASCII.GetBytes(signed));
        Assert.False(Jws.TryVerify($"{signed}.{Base64Url.EncodeToString(signature)}", RfcKey, out _));
    }

    [Fact]
    public void A_huge_token_is_refused_unhashed() => Assert.False(Jws.TryVerify(Jws.Sign(new byte[4096], RfcKey), RfcKey, out _));
}
