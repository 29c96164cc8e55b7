using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.PlayerStatus;

/// <summary>Bodies that are not taken: the message names the field, and nothing is stored.</summary>
public sealed class StatusBodyTests(SocketHost host) : IClassFixture<SocketHost>
{
    private readonly Person person = host.Stranger();

    [Theory]
    [InlineData("userId", "null")]
    [InlineData("userId", "\"\"")]
    [InlineData("userId", "1")]
    [InlineData("userId", "[\"u\"]")]
    [InlineData("roomCode", "null")]
    [InlineData("roomCode", "\"\"")]
    [InlineData("roomCode", "1234")]
    [InlineData("isHost", "\"true\"")]
    [InlineData("isHost", "1")]
    [InlineData("content", "\"film\"")]
    [InlineData("content", "[]")]
    [InlineData("content", "true")]
    [InlineData("content.title", "1")]
    [InlineData("content.title", "\"\\ud800\"")]
    [InlineData("content.title", "\"a\\u0000b\"")]
    [InlineData("content.type", "{}")]
    [InlineData("content.tmdbId", "true")]
    [InlineData("content.tmdbId", "[1]")]
    [InlineData("content.tmdbId", "1e999")]
    [InlineData("content.seasonNumber", "\"1\"")]
    [InlineData("content.episodeNumber", "-1e999")]
    [InlineData("content.seasonId", "\"1\"")]
    [InlineData("content.episodeId", "false")]
    [InlineData("player", "1")]
    [InlineData("player", "[{}]")]
    [InlineData("player.isPlaying", "1")]
    [InlineData("player.isPaused", "\"no\"")]
    [InlineData("player.isLoading", "{}")]
    [InlineData("player.hasPlayedOnce", "0")]
    [InlineData("player.time", "-0.1")]
    [InlineData("player.time", "1e999")]
    [InlineData("player.time", "\"1\"")]
    [InlineData("player.duration", "-1")]
    [InlineData("player.duration", "[]")]
    [InlineData("player.buffered", "-1e-9")]
    [InlineData("player.volume", "1.01")]
    [InlineData("player.volume", "-0.01")]
    [InlineData("player.playbackRate", "0")]
    [InlineData("player.playbackRate", "-1")]
    [InlineData("player.playbackRate", "16.01")]
    public async Task A_field_that_is_wrong_is_named(string field, string value)
    {
        const string Room = "wrong";
        var names = field.Split('.');
        var inner = names.Length == 2 ? $",\"{names[0]}\":{{\"{names[1]}\":{value}}}" : $",\"{field}\":{value}";
        var required = (field == "userId" ? "" : ",\"userId\":\"u\"") + (field == "roomCode" ? "" : $",\"roomCode\":\"{Room}\"");
        (await ReportAsync($"{{{(required + inner)[1..]}}}")).AssertError(400, field);
        Assert.Empty((await person.RoomAsync(Room)).EnumerateObject());
    }

    [Theory]
    [InlineData("userId")]
    [InlineData("roomCode")]
    [InlineData("content.title")]
    [InlineData("content.type")]
    [InlineData("content.tmdbId")]
    public async Task A_string_has_at_most_256_characters(string field)
    {
        Assert.Equal(200, (await ReportAsync(With(field, new string('é', 256)))).Status);
        (await ReportAsync(With(field, new string('é', 257)))).AssertError(400, field);
        (await ReportAsync(With(field, string.Concat(Enumerable.Repeat("\\u00e9", 257))))).AssertError(400, field);
    }

    [Theory]
    [InlineData("time", "0")]
    [InlineData("time", "-0")]
    [InlineData("time", "1e5")]
    [InlineData("volume", "0")]
    [InlineData("volume", "1")]
    [InlineData("playbackRate", "16")]
    [InlineData("playbackRate", "0.0625")]
    public async Task The_bounds_themselves_are_allowed(string field, string value) =>
        Assert.Equal(200, (await ReportAsync($"{{\"userId\":\"u\",\"roomCode\":\"bounds\",\"player\":{{\"{field}\":{value}}}}}")).Status);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"userId\":}")]
    [InlineData("{\"userId\":\"u\",\"roomCode\":\"unread\",}")]
    [InlineData("{\"userId\":\"u\",\"roomCode\":\"unread\"}{}")]
    [InlineData("{\"userId\":\"u\",\"roomCode\":\"unread\"} x")]
    [InlineData("{\"userId\":\"u\",\"roomCode\":\"unread\",\"player\":{\"time\":NaN}}")]
    [InlineData("{\"userId\":\"u\",\"roomCode\":\"unread\",\"player\":{\"time\":Infinity}}")]
    [InlineData("{'userId':'u','roomCode':'unread'}")]
    [InlineData("userId=u&roomCode=unread")]
    [InlineData("{\"\\ud800\":1,\"userId\":\"u\",\"roomCode\":\"unread\"}")]
    public async Task What_cannot_be_read_is_a_400(string text)
    {
        (await ReportAsync(text)).AssertError(400);
        Assert.Empty((await person.RoomAsync("unread")).EnumerateObject());
    }

    [Theory]
    [InlineData("{\"userId\":\"u\",\"userId\":\"v\",\"roomCode\":\"twice\"}", "userId")]
    [InlineData("{\"userId\":\"u\",\"roomCode\":\"twice\",\"player\":{\"time\":1,\"time\":2}}", "player.time")]
    [InlineData("{\"userId\":\"u\",\"roomCode\":\"twice\",\"content\":{},\"content\":{}}", "content")]
    public async Task A_name_that_stands_twice_is_a_400(string text, string field) => (await ReportAsync(text)).AssertError(400, field);

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_a_400()
    {
        var content = new ByteArrayContent([.. "{\"roomCode\":\"bytes\",\"userId\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        (await person.SendAsync(HttpMethod.Post, StatusActs.Path, content)).AssertError(400, "userId");
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(20_000)]
    public async Task Deep_nesting_is_a_400_even_in_a_field_that_nobody_reads(int depth) =>
        (await ReportAsync($"{{\"unknown\":{new string('[', depth)}{new string(']', depth)}}}")).AssertError(400);

    [Fact]
    public async Task A_huge_body_is_a_413_with_and_without_a_stated_length()
    {
        var text = $"{{\"userId\":\"u\",\"roomCode\":\"huge\",\"x\":\"{new string('a', 100_000)}\"}}";
        (await ReportAsync(text)).AssertError(413);
        var chunked = new PushContent(text);
        (await person.SendAsync(HttpMethod.Post, StatusActs.Path, chunked)).AssertError(413);
    }

    [Fact]
    public async Task A_body_in_pieces_is_read_whole()
    {
        var pieces = new PushContent($"{{\"userId\":\"u\",\"roomCode\":\"pieces\",\"x\":\"{new string('a', 50_000)}\"}}");
        Assert.Equal(200, (await person.SendAsync(HttpMethod.Post, StatusActs.Path, pieces)).Status);
        Assert.Single(await person.StatusesAsync("u", "pieces"));
    }

    [Fact]
    public async Task A_number_of_a_thousand_digits_is_kept_as_clients_read_it()
    {
        var text = $"{{\"userId\":\"u\",\"roomCode\":\"digits\",\"content\":{{\"tmdbId\":1{new string('0', 200)}}},\"player\":{{\"time\":0.{new string('1', 1000)}}}}}";
        Assert.Equal(200, (await ReportAsync(text)).Status);
        var status = Assert.Single(await person.StatusesAsync("u", "digits"));
        Assert.Equal((1e200, 0.1111111111111111), (status.GetProperty("content").GetProperty("tmdbId").GetDouble(), status.Time()));
        Assert.True(status.ToString().Length < 600);
    }

    private static string With(string field, string value)
    {
        var user = field == "userId" ? value : "u";
        var room = field == "roomCode" ? value : "long";
        var content = field.StartsWith("content.", StringComparison.Ordinal) ? $",\"content\":{{\"{field[8..]}\":\"{value}\"}}" : "";
        return $"{{\"userId\":\"{user}\",\"roomCode\":\"{room}\"{content}}}";
    }

    private Task<Answer> ReportAsync(string text) => person.PostTextAsync(StatusActs.Path, text);

    /// <summary>Sent in chunks, without a length.</summary>
    private sealed class PushContent(string text) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            foreach (var piece in System.Text.Encoding.UTF8.GetBytes(text).Chunk(9000))
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
