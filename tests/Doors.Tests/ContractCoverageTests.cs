using System.Reflection;
using Matinee.Doors.Shared;
using Matinee.Doors.Tests.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Matinee.Doors.Tests.ContractCoverageLast))]

namespace Matinee.Doors.Tests;

/// <summary>
/// Runs after all others and asks whether each documented route and event that is built succeeded at least once in a test of
/// this run. When only some tests were chosen to run it has nothing to say and skips.
/// </summary>
[Collection(nameof(ContractCoverageTests))]
public sealed class ContractCoverageTests(MatineeHost host) : IClassFixture<MatineeHost>
{
    private static readonly string[] Contract =
    [
        "POST /v1/auth/register",
        "POST /v1/auth/login",
        "POST /v1/auth/refresh",
        "POST /v1/auth/logout",
        "GET /v1/auth/profiles",
        "POST /v1/auth/guest",
        "GET /v1/auth/setup",
        "POST /v1/auth/setup",
        "POST /v1/social/party",
        "POST /v1/social/party/{codeOrId}/join",
        "GET /v1/social/party/{codeOrId}",
        "POST /v1/social/party/{codeOrId}/leave",
        "POST /v1/social/party/{codeOrId}/start",
        "GET /v1/social/party/{codeOrId}/messages",
        "GET /v1/social/party/{codeOrId}/invite",
        "GET /v1/social/parties",
        "GET /api/health",
        "POST /api/sessions/create",
        "POST /api/sessions/join",
        "GET /api/sessions/{id}",
        "GET /ws/{sessionId}",
        "hear session chat",
        "hear session webrtc_offer",
        "hear session webrtc_answer",
        "hear session ice_candidate",
        "hear session playback_state",
        "hear session playback_control",
        "hear session user_joined",
        "hear session user_left",
        "hear session error",
        "GET /api/auth/profile",
        "GET /api/videos",
        "GET /api/videos/{id}",
        "PATCH /api/videos/{id}",
        "DELETE /api/videos/{id}",
        "POST /api/videos/upload",
        "GET /api/videos/upload/events",
        "GET /api/videos/upload/{uploadId}/status",
        "GET /api/videos/{id}/stream",
        "GET /api/videos/{id}/subtitles",
        "POST /api/videos/{id}/subtitles",
        "PATCH /api/videos/{id}/subtitles/{subtitleId}",
        "DELETE /api/videos/{id}/subtitles/{subtitleId}",
        "OPTIONS /api/uploads",
        "POST /api/uploads",
        "OPTIONS /api/uploads/{uploadId}",
        "HEAD /api/uploads/{uploadId}",
        "PATCH /api/uploads/{uploadId}",
        "DELETE /api/uploads/{uploadId}",
        "POST /api/uploads/{uploadId}",
        "POST /api/integrations/s3/presigned-upload",
        "POST /api/integrations/s3/upload/{token}",
        "PUT /api/integrations/s3/upload/{token}",
        "GET /media/{token}/{name}",
        "POST /api/player/status",
        "GET /api/player/status",
        "HEAD /api/player/status",
        "golden PlayerStatus/reported",
        "golden PlayerStatus/user",
        "golden PlayerStatus/room",
        "POST /api/progress",
        "GET /api/progress/{clerkId}/{tmdbId}",
        "GET /api/progress/{clerkId}",
        "DELETE /api/progress/{clerkId}/{tmdbId}",
        "golden ResumeProgress/one",
        "golden ResumeProgress/list",
        "golden ResumeProgress/not-found",
        "golden ResumeProgress/invalid-wrong",
        "ask party:create",
        "ask party:join",
        "ask party:leave",
        "ask party:start",
        "ask party:play",
        "ask party:pause",
        "ask party:seek",
        "ask party:sync_request",
        "ask party:message",
        "ask party:reaction",
        "ask party:typing",
        "ask party:heartbeat",
        "ask party:clock",
        "ask party:buffering",
        "ask party:hand_over",
        "ask party:kick",
        "ask party:end",
        "ask party:settings",
        "hear party:created",
        "hear party:joined",
        "hear party:member_joined",
        "hear party:member_left",
        "hear party:started",
        "hear party:ended",
        "hear party:host_changed",
        "hear party:play",
        "hear party:pause",
        "hear party:seek",
        "hear party:sync",
        "hear party:message",
        "hear party:reaction",
        "hear party:typing",
        "hear party:error",
        "hear party:connection_quality",
        "hear party:member_update",
        "hear party:kicked",
        "hear party:settings",
    ];

    [Fact]
    public void Each_documented_route_and_event_is_exercised()
    {
        Assert.SkipUnless(ContractCoverageLast.IsWholeRun, "Only some of the tests run.");
        Assert.Empty(Contract.Except(Exercised.All));
    }

    [Fact]
    public void Each_route_of_a_door_is_in_the_list()
    {
        var routes = host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<DoorRoute>() is not null)
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
                .Where(method => method != HttpMethods.Connect) // GET of HTTP/2, where it opens a WebSocket.
                .Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"));
        Assert.Empty(routes.Except(Contract));
    }
}

/// <summary>Collections that do not run in parallel run after those that do.</summary>
[CollectionDefinition(nameof(ContractCoverageTests), DisableParallelization = true)]
public sealed class ContractCoverageCollection;

/// <summary>Puts the coverage at the end, and sees on the way whether every class of tests takes part.</summary>
public sealed class ContractCoverageLast : ITestCollectionOrderer
{
    private static int collections;

    /// <summary>Each class of tests is a collection of its own.</summary>
    internal static bool IsWholeRun => collections >= typeof(ContractCoverageLast).Assembly.GetTypes().Count(HasTests);

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
    {
        collections = testCollections.Count;
        return [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName == nameof(ContractCoverageTests))];
    }

    private static bool HasTests(Type type) =>
        type is { IsAbstract: false, IsClass: true } && type.GetMethods().Any(method => method.GetCustomAttribute<FactAttribute>() is not null);
}
