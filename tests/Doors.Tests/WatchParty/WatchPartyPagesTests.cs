using System.Text;
using Matinee.Domain.Kernel;
using Matinee.Doors.Shared;
using Matinee.Doors.WatchParty;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Doors.Tests.WatchParty;

public sealed class WatchPartyPagesTests
{
    [Theory]
    [InlineData("", 1, 20)]
    [InlineData("?page=3", 3, 20)]
    [InlineData("?page=3&limit=7", 3, 7)]
    [InlineData("?page_size=50", 1, 50)]
    [InlineData("?page_size=50&limit=7", 1, 50)]
    [InlineData("?limit=100", 1, 100)]
    [InlineData("?limit=101", 1, 100)]
    [InlineData("?limit=9223372036854775807", 1, 100)]
    public void Pages_are_asked_for_by_page_and_size(string query, int number, int size) =>
        Assert.Equal(new PageRequest(number, size), WatchPartyPages.Read(Context(query)).OrThrow());

    [Theory]
    [InlineData("?page=0", "page")]
    [InlineData("?page=-1", "page")]
    [InlineData("?page=", "page")]
    [InlineData("?page=one", "page")]
    [InlineData("?page=1.5", "page")]
    [InlineData("?page=1e3", "page")]
    [InlineData("?page=+1", "page")]
    [InlineData("?page=1&page=2", "page")]
    [InlineData("?page=99999999999999999999", "page")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=abc", "limit")]
    [InlineData("?page_size=NaN", "page_size")]
    public void A_bad_number_is_refused_by_its_name(string query, string field)
    {
        Assert.True(WatchPartyPages.Read(Context(query)).IsRefused(out var refusal));
        Assert.Equal((RefusalKind.Invalid, field), (refusal.Kind, refusal.Fields![0].Field));
    }

    [Fact]
    public void A_page_beyond_any_list_is_not_found()
    {
        Assert.True(WatchPartyPages.Read(Context("?page=2147483648")).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.NotFound, refusal.Kind);
    }

    [Fact]
    public async Task A_page_in_the_middle_points_both_ways_and_keeps_the_filters()
    {
        var (status, text) = await WriteAsync("?search=a%20%26b&page=2&limit=2&visibility=public", 2, 5);
        Assert.Equal(200, status);
        Assert.Equal(
            """
            {"count":5,"next":"http://films.example/api/videos/?search=a%20%26b&limit=2&visibility=public&page=3","previous":"http://films.example/api/videos/?search=a%20%26b&limit=2&visibility=public&page=1","total_pages":3,"current_page":2,"page_size":2,"results":["item 1","item 2"]}
            """,
            text);
    }

    [Fact]
    public async Task The_first_page_of_an_empty_list_is_there_and_the_second_is_not()
    {
        Assert.Equal(
            (200, """{"count":0,"next":null,"previous":null,"total_pages":1,"current_page":1,"page_size":2,"results":[]}"""),
            await WriteAsync("", 1, 0));
        Assert.Equal(404, (await WriteAsync("?page=2", 2, 0)).Status);
    }

    private static async Task<(int Status, string Text)> WriteAsync(string query, int number, int total)
    {
        var context = Context(query);
        using var body = new MemoryStream();
        context.Response.Body = body;
        IReadOnlyList<int> items = total == 0 ? [] : [1, 2];
        await WatchPartyPages.Write(context, new Page<int>(items, new PageRequest(number, 2), total), item => $"item {item}").ExecuteAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }

    private static DefaultHttpContext Context(string query)
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddSingleton(new PublicUrl(null)).AddSingleton(TrustedProxies.None).BuildServiceProvider(),
        };
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("films.example");
        context.Request.Path = "/api/videos/";
        context.Request.QueryString = new QueryString(query);
        return context;
    }
}
