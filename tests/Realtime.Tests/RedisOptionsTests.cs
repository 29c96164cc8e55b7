using Matinee.Realtime.Redis;

namespace Matinee.Realtime.Tests;

public sealed class RedisOptionsTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:6379,password=secret,ssl=true")]
    [InlineData("one:6379,two:6380")]
    public void A_connection_string_that_names_a_server_has_no_fault(string text) => Assert.Null(new RedisOptions(text).Fault);

    [Theory]
    [InlineData("password=secret")]
    [InlineData("localhost,nonsense=secret")]
    [InlineData("localhost,connectTimeout=secret")]
    [InlineData("localhost,ssl=secret")]
    public void A_fault_is_told_without_quoting(string text)
    {
        var options = new RedisOptions(text);

        Assert.NotNull(options.Fault);
        Assert.DoesNotContain("secret", options.Fault);
        Assert.DoesNotContain("secret", options.ToString());
    }
}
