namespace Matinee.Realtime;

/// <summary>
/// The processes that serve together. Each holds a lease of a few seconds; one whose lease ran out is lost until somebody has
/// cleared away what it left behind and forgets it.
/// </summary>
public interface INodes
{
    /// <summary>This process: a short id without <c>/</c>, new at each start.</summary>
    string Self { get; }

    /// <summary>Nodes that are lost. Empty while this node cannot judge, because it has only just come or come back itself.</summary>
    ValueTask<IReadOnlyList<string>> LostAsync();

    ValueTask ForgetAsync(string node);

    /// <summary>
    /// This node's own lease had run out, or the shared state is gone: others may have cleared away what belongs to this node.
    /// A handler must return at once.
    /// </summary>
    event EventHandler? Returned;
}
