using Matinee.Domain.Accounts;
using Matinee.Domain.Parties;
using Matinee.Realtime.Redis;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.Doors.Tests.Shared;

/// <summary>
/// The whole server in this process, on a folder and a database of its own. As a class fixture it is shared by the tests of a
/// class; a test that needs other settings starts one itself. Limits are far away unless a test sets them.
/// </summary>
public class MatineeHost : WebApplicationFactory<Program>
{
    private readonly string folder = Directory.CreateTempSubdirectory("matinee-test-").FullName;
    private readonly Dictionary<string, string> settings;
    private readonly string? redis;
    private int people;

    public MatineeHost()
        : this([])
    {
    }

    /// <param name="settings">Configuration by its full key, such as <c>Matinee:RateLimits:Auth</c>.</param>
    /// <param name="redis">A Redis to share state on, with keys of this host's own; null for none.</param>
    internal MatineeHost(Dictionary<string, string> settings, string? redis = null)
    {
        this.redis = redis;
        this.settings = new Dictionary<string, string>(ServerProcess.FarLimits, StringComparer.Ordinal);
        this.settings["Matinee:DataDirectory"] = folder;
        this.settings["Matinee:SampleFilm"] = "false";
        this.settings["Matinee:Media:EncodesAtOnce"] = "0";
        if (redis is not null) this.settings["ConnectionStrings:Redis"] = redis;
        foreach (var (key, value) in settings) this.settings[key] = value;
    }

    public TestClock Clock { get; } = new();

    /// <summary>What the server logged, to look for what it must not.</summary>
    public LogLines Log { get; } = new();

    /// <summary>The Redis that <c>MATINEE_TEST_REDIS</c> names; skips the test where it names none.</summary>
    internal static string SomeRedis()
    {
        var given = Environment.GetEnvironmentVariable("MATINEE_TEST_REDIS");
        Assert.SkipWhen(string.IsNullOrWhiteSpace(given), "MATINEE_TEST_REDIS names no server.");
        return given;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A client without a token.</summary>
    public Person Stranger() => new(CreateClient());

    /// <summary>Registers a new account whose first name is <paramref name="name"/>, and logs it in.</summary>
    public async Task<Person> SignUpAsync(string name)
    {
        var person = Stranger();
        var email = $"{name}{Interlocked.Increment(ref people)}@example.org";
        var registered = await person.PostAsync(
            "/v1/auth/register",
            new { email, password = Person.Password, firstName = name, lastName = "Tester", acceptTerms = true });
        Assert.Equal(201, registered.Status);
        await person.LogInAsync(email);
        return person;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Log));
        builder.ConfigureTestServices(services =>
        {
            if (redis is not null) services.AddSingleton(new RedisOptions(redis) { Prefix = $"test-{Guid.CreateVersion7():N}:" });
        });
        builder.ConfigureTestServices(services => services
            .AddTransient<IStartupFilter, RouteRecorder>()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(new PasswordOptions(Iterations: 1000))
            .AddSingleton(new PartyPasswordOptions(Cost: 4)));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
