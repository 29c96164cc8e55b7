using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Doors.WatchFlixx.Social;

/// <summary>The words of this door for a room's policy towards those who fall behind.</summary>
internal static class LagPolicyWire
{
    public static Refusal Unknown { get; } = Refusal.Invalid("lagPolicy", "lagPolicy must be WAIT, CATCH_UP or QUORUM.");

    public static string NameOf(LagPolicy policy) => policy switch
    {
        LagPolicy.Wait => "WAIT",
        LagPolicy.CatchUp => "CATCH_UP",
        LagPolicy.Quorum => "QUORUM",
    };

    /// <summary>False for a word that names no policy; a name that was left out is null.</summary>
    public static bool TryRead(string? name, out LagPolicy? policy)
    {
        policy = name switch
        {
            "WAIT" => LagPolicy.Wait,
            "CATCH_UP" => LagPolicy.CatchUp,
            "QUORUM" => LagPolicy.Quorum,
            _ => null,
        };
        return (name is null) == (policy is null);
    }
}
