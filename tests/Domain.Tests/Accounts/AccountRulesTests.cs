using Matinee.Domain.Accounts;

namespace Matinee.Domain.Tests.Accounts;

public sealed class AccountRulesTests
{
    [Fact]
    public void All_faults_are_told_at_once()
    {
        var outcome = AccountRules.Check(new Registration("", "short", " ", new string('x', 51), AcceptTerms: false));
        Assert.True(outcome.IsRefused(out var refusal));
        Assert.Equal(
            [("email", "REQUIRED_FIELD"), ("password", "TOO_SHORT"), ("firstName", "REQUIRED_FIELD"), ("lastName", "TOO_LONG"), ("acceptTerms", "REQUIRED_FIELD")],
            refusal.Fields!.Select(fault => (fault.Field, fault.Code)));
    }

    [Theory]
    [InlineData("ana@example.org")]
    [InlineData("ana.silva+films@mail.example.co.uk")]
    [InlineData("o'neil@example.org")]
    [InlineData("jürgen@müller.example")]
    public void Emails_that_people_have_are_taken(string email) => Assert.Null(FaultOf("email", Valid with { Email = email }));

    [Theory]
    [InlineData("ana")]
    [InlineData("@example.org")]
    [InlineData("ana@")]
    [InlineData("ana@localhost")]
    [InlineData("ana@example..org")]
    [InlineData("ana@-example.org")]
    [InlineData("ana@example.org.")]
    [InlineData("a b@example.org")]
    [InlineData("ana@b@example.org")]
    [InlineData("ana\u0000@example.org")]
    [InlineData("<ana>@example.org")]
    [InlineData("Ana <ana@example.org>")]
    public void What_is_no_email_is_refused(string email) => Assert.Equal("INVALID_FORMAT", FaultOf("email", Valid with { Email = email }));

    [Fact]
    public void An_email_has_at_most_254_characters_and_64_before_the_at()
    {
        Assert.Equal("INVALID_FORMAT", FaultOf("email", Valid with { Email = new string('a', 65) + "@example.org" }));
        var domain = string.Join('.', Enumerable.Repeat(new string('b', 60), 4));
        Assert.Equal("INVALID_FORMAT", FaultOf("email", Valid with { Email = $"{new string('a', 20)}@{domain}" }));
    }

    [Theory]
    [InlineData("", "REQUIRED_FIELD")]
    [InlineData("abcdef1", "TOO_SHORT")]
    [InlineData("abcdefgh", "TOO_WEAK")]
    [InlineData("12345678", "TOO_WEAK")]
    [InlineData("abcdefg1", null)]
    [InlineData("пароль12", null)]
    public void A_password_has_eight_characters_with_a_letter_and_a_digit(string password, string? code) =>
        Assert.Equal(code, FaultOf("password", Valid with { Password = password }));

    [Fact]
    public void A_password_has_at_most_256_characters()
    {
        Assert.Null(FaultOf("password", Valid with { Password = new string('a', 255) + "1" }));
        Assert.Equal("TOO_LONG", FaultOf("password", Valid with { Password = new string('a', 256) + "1" }));
    }

    [Fact]
    public void A_name_counts_characters_and_not_their_storage() =>
        Assert.Null(FaultOf("firstName", Valid with { FirstName = string.Concat(Enumerable.Repeat("🎬", 50)) }));

    private static Registration Valid => new("ana@example.org", "securePassword123", "Ana", "Silva", AcceptTerms: true);

    private static string? FaultOf(string field, Registration registration) =>
        AccountRules.Check(registration).IsRefused(out var refusal) ? refusal.Fields!.Single(fault => fault.Field == field).Code : null;
}
