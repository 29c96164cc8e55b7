namespace Matinee.Domain.Kernel;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Size">Items a page, 1 to 100.</param>
public readonly record struct PageRequest(int Number, int Size)
{
    public int Offset => (Number - 1) * Size;
}

/// <summary>One page of a list and the size of the whole.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, PageRequest Request, long Total)
{
    /// <summary>At least 1: an empty list has one empty page.</summary>
    public int TotalPages => (int)Math.Max(1, (Total + Request.Size - 1) / Request.Size);

    public bool HasNext => Request.Number < TotalPages;

    public bool HasPrevious => Request.Number > 1;
}
