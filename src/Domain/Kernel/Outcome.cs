using System.Diagnostics.CodeAnalysis;

namespace Matinee.Domain.Kernel;

/// <summary>What a use case answers: a value, or the reason why not. Exceptions stay for bugs and broken infrastructure.</summary>
public readonly struct Outcome<T>
{
    private readonly T? value;
    private readonly Refusal? refusal;

    private Outcome(T? value, Refusal? refusal)
    {
        this.value = value;
        this.refusal = refusal;
    }

    public static implicit operator Outcome<T>(T value) => new(value, refusal: null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>True with the value; false with the refusal. Exactly one of the two is set.</summary>
    public bool Succeeded([NotNullWhen(true)] out T? result, [NotNullWhen(false)] out Refusal? reason)
    {
        result = value;
        reason = refusal;
        return refusal is null;
    }

    public bool IsRefused([NotNullWhen(true)] out Refusal? reason)
    {
        reason = refusal;
        return refusal is not null;
    }

    public TResult Match<TResult>(Func<T, TResult> succeeded, Func<Refusal, TResult> refused) =>
        refusal is null ? succeeded(value!) : refused(refusal);

    /// <summary>For callers that cannot be refused (tests, start-up): the value, or an exception that carries the refusal's sentence.</summary>
    public T OrThrow() => refusal is null ? value! : throw new InvalidOperationException($"{refusal.Kind}: {refusal.Message}");
}

/// <summary>The value of a use case that has nothing to tell but that it is done.</summary>
public readonly record struct Done;
