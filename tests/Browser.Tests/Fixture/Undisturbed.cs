namespace Matinee.Browser.Tests.Fixture;

/// <summary>Tests that run alone: two browsers and a server are as much as one machine plays without stutter.</summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
