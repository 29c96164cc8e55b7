using System.Text;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Realtime;

namespace Matinee.Domain.Parties;

/// <summary>
/// The use cases of watch parties that doors call. A command is decided by <see cref="PartyRules"/>, is on disk when its task
/// completes, and its news go to every node on the topic of the party.
/// </summary>
public sealed class Parties
{
    private const int CodeTries = 20;

    private readonly IDatabase database;
    private readonly PartyStore store;
    private readonly IPartyStates states;
    private readonly NodeConnections connections;
    private readonly ServerClock clock;
    private readonly PartyOptions options;
    private readonly TimeProvider time;
    private readonly IBackplane backplane;

    internal Parties(
        IDatabase database,
        PartyStore store,
        IPartyStates states,
        ITimers timers,
        NodeConnections connections,
        ViewingRights rights,
        ServerClock clock,
        PartyOptions options,
        TimeProvider time,
        IBackplane backplane)
    {
        this.database = database;
        this.store = store;
        this.states = states;
        this.connections = connections;
        this.clock = clock;
        this.options = options;
        this.time = time;
        this.backplane = backplane;
        rights.WatchesInPartyAsync = WatchesAsync;
        timers.Handle(PartyTopics.TickTimer, key => DoAsync(new PartyId(key), new PartyCommand.Tick(), origin: null));
    }

    /// <summary>Makes a party; <paramref name="host"/> has its first seat.</summary>
    /// <param name="content">What the host may watch; the caller has checked that.</param>
    /// <param name="maxMembers">Seats, 2 to 1000.</param>
    /// <param name="connection">The host's connection, when it came through one.</param>
    /// <param name="terms">For a party with a password; its host, who is about to connect, stays its founder.</param>
    public async Task<Outcome<Party>> CreateAsync(
        Viewer host, PartyContent content, int maxMembers, bool isPublic, PartySettings settings, string? connection, PartyTerms? terms = null)
    {
        if (maxMembers is < 2 or > 1000) return Refusal.Invalid("maxMembers", "A party has 2 to 1000 seats.");
        var now = clock.Now;
        var party = new Party
        {
            Id = terms?.Id ?? new PartyId(NewId.At(time)),
            Code = await FreeCodeAsync(),
            Content = content,
            Status = PartyStatus.Waiting,
            MaxMembers = maxMembers,
            IsPublic = isPublic,
            Settings = settings,
            CreatedAt = now,
            ExpiresAt = now + terms?.Lifetime,
            PasswordHash = terms?.PasswordHash,
            Founder = terms is null ? null : host.Profile,
            Playback = new Playback(0, Rate: 1, IsPlaying: false, now, Seq: 0, Actor: null),
        };
        var join = new PartyCommand.Join(host, connection is null ? null : connections.NameOf(connection)) { IsReservation = terms is not null };
        var seated = PartyRules.Decide(party, join, now, options);
        if (!seated.Succeeded(out var decision, out var refusal)) return refusal;
        if (join.Connection is { } name) connections.Open(party.Id, host, name);
        await states.AddAsync(decision.Next, decision.Events, connection);
        await backplane.PublishAsync(PartyTopics.Opened, Encoding.UTF8.GetBytes($"{party.Code} {party.Id.Value}"));
        return decision.Next;
    }

    /// <summary>The party with this id or code; NotFound when there never was one.</summary>
    public async Task<Outcome<PartyId>> ResolveAsync(string codeOrId, CancellationToken ct = default)
    {
        if (Guid.TryParseExact(codeOrId, "D", out var id)) return new PartyId(id.ToString("D"));
        if (PartyCode.Normalize(codeOrId) is not { } code) return Refusal.NotFound("That party");
        var found = await database.ReadAsync(session => store.FindByCodeAsync(session, code), ct);
        return found is { } party ? party : Refusal.NotFound("That party");
    }

    /// <summary>Carries out a command; answers the party as it is afterwards.</summary>
    /// <param name="origin">The connection that asked, which its news leave out because it is answered directly; else null.</param>
    public async Task<Outcome<Party>> DoAsync(PartyId id, PartyCommand command, string? origin)
    {
        command = connections.Begin(id, command);
        Outcome<Decision> outcome;
        try
        {
            outcome = await DecideAsync(id, command, origin);
        }
        catch (Exception)
        {
            connections.Fail(id, command);
            throw;
        }

        connections.Complete(id, command, outcome.IsRefused(out _));
        if (outcome.Succeeded(out var decision, out var refusal)) return decision.Next;

        // A party that ended is not among the live ones; say that it ended rather than that it never was.
        return refusal.Kind == RefusalKind.NotFound && await states.FindAsync(id) is { IsEnded: true } ? PartyRules.Ended : refusal;
    }

    /// <summary>Takes out a connection, of whatever node, under its full name.</summary>
    internal Task DisconnectAsync(PartyId id, ProfileId member, string name) => DecideAsync(id, new PartyCommand.Disconnect(member, name), origin: null);

    /// <summary>Enters a connection again, under its full name.</summary>
    internal Task ReconnectAsync(PartyId id, Viewer viewer, string name) => DecideAsync(id, new PartyCommand.Join(viewer, name), origin: null);

    /// <summary>The party as it is (or ended), whoever asks; null when there never was one.</summary>
    public ValueTask<Party?> FindAsync(PartyId id) => states.FindAsync(id);

    /// <summary>The party, for somebody who may know of it: one with a seat, or anyone when it is public. Others: NotFound.</summary>
    public async Task<Outcome<Party>> FindForAsync(PartyId id, AccountId viewer) =>
        await states.FindAsync(id) is { } party && (party.IsPublic || party.Members.Values.Any(member => member.Account == viewer))
            ? party
            : Refusal.NotFound("That party");

    /// <summary>Live parties in which the account holds a seat, newest first.</summary>
    public async Task<IReadOnlyList<Party>> MineAsync(AccountId account, CancellationToken ct = default)
    {
        var mine = new List<Party>();
        foreach (var id in await database.ReadAsync(session => store.LiveOfAsync(session, account), ct))
        {
            if (await states.FindAsync(id) is { IsEnded: false } party) mine.Add(party);
        }

        return mine;
    }

    /// <summary>Whether the account holds a seat in a live party that shows the video: it may then watch it.</summary>
    public Task<bool> WatchesAsync(AccountId account, VideoId video, CancellationToken ct) =>
        database.ReadAsync(session => store.WatchesAsync(session, account, video), ct);

    private Task<Outcome<Decision>> DecideAsync(PartyId id, PartyCommand command, string? origin) =>
        states.UpdateAsync(id, origin, party => PartyRules.Decide(party, command, clock.Now, options));

    private async Task<string> FreeCodeAsync()
    {
        for (var i = 0; i < CodeTries; i++)
        {
            var code = PartyCode.Generate();
            if (await database.ReadAsync(session => store.CodeIsFreeAsync(session, code))) return code;
        }

        throw new InvalidOperationException("No free party code was found.");
    }
}
