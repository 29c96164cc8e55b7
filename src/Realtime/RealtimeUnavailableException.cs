namespace Matinee.Realtime;

/// <summary>The store that nodes share does not answer. Nothing is wrong with the request: the same one may succeed in a moment.</summary>
public sealed class RealtimeUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
