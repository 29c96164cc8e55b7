using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Recovery;

namespace Matinee.SocketIo.Adapters;

internal sealed partial class MemoryAdapter
{
    public bool IsRecovering => _away is not null;

    /// <summary>Nobody is connected, and nobody is waited for.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _sockets.Count == 0 && _away is not { Count: > 0 };
        }
    }

    /// <summary>Takes out a socket whose connection broke and waits for its client.</summary>
    public void Detach(SocketIoSocket socket)
    {
        lock (_gate)
        {
            if (_away is null || _history is null)
                return;
            if (!IsEntered(socket))
            {
                // It broke again before it was back.
                if (!socket.WasEntered && socket.Previous is { } previous)
                    _away.Add(previous);
                return;
            }

            _away.Add(new AwaySession(
                socket.Id,
                socket.PrivateId,
                [.. socket.JoinedRooms],
                socket.DataIfAny,
                socket.JoinedAt,
                socket.SentThrough,
                _history.Newest,
                _clock.GetTimestamp()));
            Remove(socket);
        }
    }

    /// <summary>Whoever comes back with the private id of a live socket has lost that socket's connection.</summary>
    public SocketIoSocket? LiveWith(string privateId)
    {
        lock (_gate)
        {
            return _sockets.TryGetValue(PrivateIds.SocketIdOf(privateId), out var live) && PrivateIds.AreSame(live.PrivateId, privateId)
                ? live
                : null;
        }
    }

    /// <summary>
    /// The session of that private id, if it is still here with all that its client missed; it can be claimed once. A live
    /// socket, or one whose end is on its way, is taken out for it.
    /// </summary>
    /// <param name="received">The number of the last event that the client has.</param>
    public AwaySession? Claim(string privateId, long? received)
    {
        lock (_gate)
        {
            if (LiveWith(privateId) is { IsGoneForGood: false } live)
                Detach(live);
            return _away?.Claim(privateId) is { } session && _history?.IsCompleteAfter(session.MissedAfter(received)) == true
                ? session
                : null;
        }
    }

    /// <summary>
    /// Sends the answer to the connection, then all that was missed, and from then on everything. False, with nothing
    /// sent, if some of it was dropped since the claim, or the client is gone again.
    /// </summary>
    public bool TryResume(SocketIoSocket socket, AwaySession session, long? received, OutboundMessage[] answer)
    {
        lock (_gate)
        {
            var after = session.MissedAfter(received);
            if (_history?.IsCompleteAfter(after) != true)
                return false;
            socket.JoinedAt = session.JoinedAt;
            socket.SentThrough = _history.Newest;
            List<OutboundMessage> messages = [.. answer];
            string[] rooms = [socket.Id, .. session.Rooms];
            foreach (var missed in _history.After(after, rooms))
                messages.AddRange(missed.Messages);
            if (!socket.TrySendFirst(messages))
                return false;
            Enter(socket);
            return true;
        }
    }

    /// <summary>What happens to rooms happens to those who are waited for as well.</summary>
    public void ChangeAway(BroadcastTarget target, Action<AwaySession> change)
    {
        lock (_gate)
        {
            foreach (var session in _away?.All.Where(session => target.Includes([session.Id, .. session.Rooms])).ToArray() ?? [])
                change(session);
        }
    }

    public void ForgetAway(BroadcastTarget target) => ChangeAway(target, session => _away?.Forget(session));

    public void Trim()
    {
        lock (_gate)
        {
            _away?.Trim();
            _history?.Trim();
        }
    }
}
