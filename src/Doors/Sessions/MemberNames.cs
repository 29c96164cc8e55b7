using System.Security.Cryptography;

namespace Matinee.Doors.Sessions;

/// <summary>Names of members, which the server chooses: an adjective and an animal, in ASCII letters and one space.</summary>
internal static class MemberNames
{
    private const int Tries = 20;

    private static readonly string[] Adjectives =
    [
        "Agile", "Amber", "Bold", "Brave", "Bright", "Calm", "Cheerful", "Clever", "Cosmic", "Cozy", "Crimson", "Curious", "Daring", "Dashing", "Eager",
        "Early", "Electric", "Fancy", "Fearless", "Fluffy", "Gentle", "Golden", "Graceful", "Happy", "Humble", "Jolly", "Keen", "Kind", "Lively", "Lucky",
        "Lunar", "Mellow", "Merry", "Mighty", "Misty", "Nimble", "Noble", "Patient", "Playful", "Polite", "Proud", "Quick", "Quiet", "Rapid", "Royal",
        "Rustic", "Serene", "Shiny", "Silent", "Silver", "Sleepy", "Snowy", "Solar", "Speedy", "Steady", "Sunny", "Swift", "Tidy", "Velvet", "Vivid",
        "Warm", "Wild", "Wise", "Witty",
    ];

    private static readonly string[] Animals =
    [
        "Alpaca", "Badger", "Bear", "Beaver", "Bison", "Camel", "Cheetah", "Cobra", "Condor", "Coyote", "Crane", "Deer", "Dingo", "Dolphin", "Eagle",
        "Elk", "Falcon", "Ferret", "Finch", "Fox", "Gazelle", "Gecko", "Heron", "Hornet", "Ibex", "Iguana", "Jackal", "Jaguar", "Kestrel", "Koala",
        "Lemur", "Leopard", "Lion", "Llama", "Lynx", "Magpie", "Marmot", "Mole", "Moose", "Narwhal", "Newt", "Ocelot", "Orca", "Osprey", "Otter",
        "Owl", "Panda", "Panther", "Parrot", "Penguin", "Puffin", "Puma", "Quail", "Rabbit", "Raccoon", "Raven", "Salmon", "Seal", "Sparrow", "Stork",
        "Tiger", "Turtle", "Walrus", "Wombat",
    ];

    /// <summary>A name that nobody has yet, as far as chance allows.</summary>
    public static string Pick(IEnumerable<string> taken)
    {
        var others = taken.ToHashSet(StringComparer.Ordinal);
        var name = Draw();
        for (var i = 0; i < Tries && others.Contains(name); i++) name = Draw();
        return name;
    }

    private static string Draw() =>
        $"{Adjectives[RandomNumberGenerator.GetInt32(Adjectives.Length)]} {Animals[RandomNumberGenerator.GetInt32(Animals.Length)]}";
}
