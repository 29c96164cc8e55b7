using System.Reflection;
using Matinee.Doors.Shared;
using Matinee.Doors.Shared.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Matinee.Doors.Tests.Shared.OpenApi;

/// <summary>
/// Each door's document: valid, whole, and the one beside the door's code. Whether answers are as it says is checked wherever a
/// test gets one (<see cref="CommittedDocuments"/>).
/// </summary>
public sealed class OpenApiTests(MatineeHost host) : IClassFixture<MatineeHost>
{
    public static TheoryData<string> Doors => [.. CommittedDocuments.Names];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_document_is_the_one_beside_the_doors_code(string door)
    {
        var served = await host.Stranger().GetAsync($"/openapi/{door}.json");
        Assert.Equal(200, served.Status);
        Assert.StartsWith("application/json", served.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("*", served.Headers["Access-Control-Allow-Origin"]);
        var file = CommittedDocuments.FileOf(door);
        if (Environment.GetEnvironmentVariable("MATINEE_GOLDEN") == "write") await File.WriteAllTextAsync(file, served.Text, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), served.Text);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_document_is_valid(string door)
    {
        var (document, diagnostic) = OpenApiDocument.Parse((await host.Stranger().GetAsync($"/openapi/{door}.json")).Text, OpenApiConstants.Json);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic!.SpecificationVersion);
        Assert.Empty(diagnostic.Errors);
        Assert.Empty(diagnostic.Warnings);
        Assert.NotEmpty(document!.Paths);
        Assert.Empty(document.Validate(ValidationRuleSet.GetDefaultRuleSet()));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Operations_have_names_of_their_own(string door)
    {
        var document = (await host.Stranger().GetAsync($"/openapi/{door}.json")).Json;
        var ids = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value.GetProperty("operationId").GetString())
            .ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Every_route_of_a_door_is_in_exactly_one_document()
    {
        var documented = new List<string>();
        foreach (var door in CommittedDocuments.Names)
        {
            foreach (var path in (await host.Stranger().GetAsync($"/openapi/{door}.json")).Json.GetProperty("paths").EnumerateObject())
                documented.AddRange(path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}"));
        }

        var routes = Routes()
            .SelectMany(route => route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
                .Where(method => method != HttpMethods.Connect)
                .Select(method => $"{method} {route.RoutePattern.RawText!.TrimEnd('/')}"));
        Assert.Equal(routes.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_parameter_that_a_handler_takes_from_the_query_is_documented()
    {
        foreach (var route in Routes())
        {
            var bound = (route.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
                .Where(parameter => parameter.ParameterType == typeof(string))
                .Select(parameter => parameter.Name)
                .Except(route.RoutePattern.Parameters.Select(part => part.Name));
            Assert.Empty(bound.Except(route.Metadata.OfType<DocumentedQuery>().Select(query => query.Name)));
        }
    }

    private IEnumerable<RouteEndpoint> Routes() =>
        host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(route => route.Metadata.GetMetadata<DoorRoute>() is not null);
}
