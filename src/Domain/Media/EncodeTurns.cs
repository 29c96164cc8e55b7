namespace Matinee.Domain.Media;

/// <summary>
/// Who may use the machine. Encodes that somebody waits for always do; of the others as many as leave room, and those that
/// began later stand still. With one encode at once, further sizes wait while a new film is made ready.
/// </summary>
internal sealed class EncodeTurns(int atOnce)
{
    private readonly Lock gate = new();
    private readonly List<EncodeTurn> patient = [];
    private int urgent;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Until it is disposed of.</summary>
    public EncodeTurn Take(bool isUrgent)
    {
        var turn = new EncodeTurn(this, isUrgent);
        lock (gate)
        {
            if (isUrgent) urgent++;
            else patient.Add(turn);
        }

        Announce();
        return turn;
    }

    /// <summary>Ends when somebody has come or gone.</summary>
    public Task Changed
    {
        get
        {
            lock (gate) return changed.Task;
        }
    }

    public bool MustWait(EncodeTurn turn)
    {
        lock (gate) return !turn.IsUrgent && patient.IndexOf(turn) >= Math.Max(0, atOnce - urgent);
    }

    public void GiveBack(EncodeTurn turn)
    {
        lock (gate)
        {
            if (turn.IsUrgent) urgent--;
            else patient.Remove(turn);
        }

        Announce();
    }

    private void Announce()
    {
        TaskCompletionSource before;
        lock (gate)
        {
            before = changed;
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        before.SetResult();
    }
}

internal sealed class EncodeTurn(EncodeTurns turns, bool isUrgent) : IDisposable
{
    public bool IsUrgent => isUrgent;

    /// <summary>Asked for before <see cref="MustWait"/>, so that no change falls in between.</summary>
    public Task Changed => turns.Changed;

    public bool MustWait => turns.MustWait(this);

    public void Dispose() => turns.GiveBack(this);
}
