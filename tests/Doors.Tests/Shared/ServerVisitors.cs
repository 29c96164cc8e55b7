namespace Matinee.Doors.Tests.Shared;

/// <summary>Who uses a server that is a process of its own.</summary>
internal static class ServerVisitors
{
    /// <summary>A client without a token.</summary>
    public static Person Stranger(this ServerProcess server) => new(new HttpClient { BaseAddress = server.Address });

    /// <summary>Registers a new account whose first name is <paramref name="name"/>, and logs it in.</summary>
    public static async Task<Person> SignUpAsync(this ServerProcess server, string name)
    {
        var person = server.Stranger();
        var email = $"{name}@example.org";
        var registered = await person.PostAsync(
            "/v1/auth/register",
            new { email, password = Person.Password, firstName = name, lastName = "Tester", acceptTerms = true });
        Assert.Equal(201, registered.Status);
        await person.LogInAsync(email);
        return person;
    }

    /// <summary>The same person through this server.</summary>
    public static Person As(this ServerProcess server, Person person) => server.Stranger().Use(person.AccessToken);
}
