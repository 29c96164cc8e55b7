namespace Matinee.Domain.Parties;

/// <summary>What leads from one state of a party to a later one, for those who did not hear what happened in between.</summary>
internal static class PartyCatchUp
{
    public static IEnumerable<PartyEvent> Between(Party before, Party now, DateTimeOffset at)
    {
        if (before.IsEnded) yield break;
        foreach (var gone in before.MembersInOrder.Where(member => !now.Members.ContainsKey(member.Id)))
        {
            var reason = now.Kicked.Contains(gone.Id) ? LeaveReason.Kicked : LeaveReason.Gone;
            yield return new PartyEvent.MemberLeft(gone, now.Members.Count, reason, at);
        }

        foreach (var member in now.MembersInOrder)
        {
            if (!before.Members.TryGetValue(member.Id, out var known)) yield return new PartyEvent.MemberJoined(member, now.Members.Count);
            else if (!LooksAlike(known, member)) yield return new PartyEvent.MemberChanged(member, IsVisible: true) { IsArrival = member.HasArrived && !known.HasArrived };
        }

        if (now.Host is { } host && before.Host?.Id != host.Id) yield return new PartyEvent.HostChanged(host);
        if (before.Settings != now.Settings) yield return new PartyEvent.SettingsChanged(now.Settings);
        if ((before.Epoch, before.Playback) != (now.Epoch, now.Playback) || before.Status != now.Status)
        {
            var change = now.Playback.IsPlaying ? PlaybackChange.Played : PlaybackChange.Paused;
            yield return new PartyEvent.PlaybackChanged(change, now.Playback with { Actor = null }, now.Status);
        }

        if (now.IsEnded) yield return new PartyEvent.Ended(now.EndReason ?? "host");
    }

    private static bool LooksAlike(Member one, Member other) =>
        one.IsOnline == other.IsOnline && one.HasArrived == other.HasArrived && one.Role == other.Role && one.Name == other.Name && one.Avatar == other.Avatar
        && ConnectionQuality.Of(one.Latency) == ConnectionQuality.Of(other.Latency);
}
