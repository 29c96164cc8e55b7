using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty;

public sealed class AuthTests(MatineeHost host) : IClassFixture<MatineeHost>
{
    [Theory]
    [InlineData("/api/auth/profile/")]
    [InlineData("/api/auth/profile")]
    public async Task Profile_is_the_current_account(string path)
    {
        var ana = await host.SignUpAsync("ana");
        var answer = await ana.GetAsync(path);
        Assert.Equal((200, ana.AccountId, ana.Email), (answer.Status, answer["id"].GetString(), answer["email"].GetString()));
    }

    [Fact]
    public async Task Profile_answers_as_documented()
    {
        var stranger = host.Stranger();
        await stranger.PostAsync(
            "/v1/auth/register",
            new { email = "user@example.com", password = Person.Password, firstName = "John", lastName = "Doe", acceptTerms = true });
        await stranger.LogInAsync("user@example.com");
        Golden.Matches("profile", await stranger.GetAsync("/api/auth/profile/"));
    }

    [Fact]
    public async Task A_guest_sees_its_own_record()
    {
        var guest = (await host.Get<Accounts>().CreateGuestAsync("Zoë", new PartyId("0198c0de-0000-7000-8000-000000000001"))).OrThrow();
        Golden.Matches("profile-guest", await host.Stranger().Use(guest.Tokens.AccessToken).GetAsync("/api/auth/profile/"));
    }

    [Fact]
    public async Task Without_a_token_it_is_this_doors_401()
    {
        var answer = await host.Stranger().GetAsync("/api/auth/profile/");
        Assert.Equal(401, answer.Status);
        Golden.Matches("unauthenticated", answer);
    }
}
