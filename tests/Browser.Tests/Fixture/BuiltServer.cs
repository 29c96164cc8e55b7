namespace Matinee.Browser.Tests.Fixture;

/// <summary>The product as a self-hoster would start it, with the web app.</summary>
internal static class BuiltServer
{
    /// <param name="sizes">The further sizes in which films are encoded, in lines; by default none, as what is measured is not to share the machine with that.</param>
    public static async Task<ServerProcess> StartAsync(string? connectionString = null, params int[] sizes)
    {
        var settings = new Dictionary<string, string>
        {
            ["Matinee:Media:EncodesAtOnce"] = sizes.Length > 0 ? "1" : "0",
            ["Matinee:WebRoot"] = Repository.WebApp,
        };
        for (var i = 0; i < sizes.Length; i++) settings[$"Matinee:Media:Sizes:{i}"] = $"{sizes[i]}";
        if (connectionString is not null) settings["ConnectionStrings:Database"] = connectionString;
        var server = new ServerProcess(settings, Repository.Server);
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
