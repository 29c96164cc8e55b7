using Matinee.Bench.Sync.Network;

namespace Matinee.Bench.Sync.Scenarios;

internal static class AllScenarios
{
    private const double Loss = 0.015;
    private const double Drift = 200;

    private static readonly ViewerSetup Lan = new(NetworkPath.Lan);
    private static readonly ViewerSetup Near = new(NetworkPath.WanNear);
    private static readonly ViewerSetup Far = new(NetworkPath.WanFar);
    private static readonly ViewerSetup[] Wan = [Near, Far];

    private static readonly ViewerSetup[] Stalling =
        [new(Acts.Paced(NetworkPath.WanNear)), new(Acts.Paced(NetworkPath.WanFar))];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("lan", "LAN: 1 ± 0.5 ms", [Lan, Lan]) { IsForPolicies = true },
        new("wan", "WAN: 10 + exp 3 against 60 + exp 20 ms", Wan) { IsForPolicies = true },
        new("bad", "Bad: 20 + exp 10 against 150 + exp 80 ms", [new(NetworkPath.BadNear), new(NetworkPath.BadFar)]) { IsForPolicies = true },
        new("asymmetric", "Asymmetric: 20 ms up, 60 ms down, against LAN", [Lan, new(NetworkPath.Asymmetric)]),
        new("loss", "Loss: WAN with 1.5 % lost", [.. Wan.Select(viewer => viewer with { Path = viewer.Path with { Loss = Loss } })]),
        new("join", "Join in mid-film, WAN", Wan) { EarlyViewers = 1, Act = Acts.JoinAsync, IsForPolicies = true },
        new("play", "Pause, then play, WAN", Wan) { Act = Acts.PlayAgainAsync },
        new("seek", "Seek, WAN", Wan) { Act = Acts.SeekAsync },
        new("storm", "5 s of play, pause and seek at random, WAN", Wan) { Act = Acts.StormAsync },
        new("stall-250ms", "One viewer's decoder frozen for 250 ms, WAN", Wan) { Act = Acts.FreezeAsync, Settling = TimeSpan.FromSeconds(4) },
        new("stall-3s", "One viewer's data missing for 3 s, WAN", Stalling) { Act = Acts.StarveAsync, IsForPolicies = true },
        new("hidden", "Tab hidden for 5 s and back, WAN", [Near, Far with { CanBeHidden = true }]) { Act = Acts.HideAsync },
        new("eight", "Eight viewers, three networks", [Lan, Lan, Lan, Near, Near, Near, Far, Far]) { Settling = TimeSpan.FromSeconds(5) },
        new("hls", "WAN, over HLS", Wan) { IsOverHls = true },
        new("hls-seek", "Seek, WAN, over HLS", Wan) { IsOverHls = true, Act = Acts.SeekAsync },
        new("speed", "1.5 times the speed, WAN", Wan) { Speed = 1.5, Act = (stage, _) => Acts.FasterAsync(stage, 1.5) },
        new("drift", "One clock 200 ppm fast, WAN", [Near, Far with { DriftPpm = Drift }]),
    ];
}
