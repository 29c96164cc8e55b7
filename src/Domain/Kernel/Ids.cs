namespace Matinee.Domain.Kernel;

/// <summary>Version 7 UUIDs as text: they sort by time of making, and are what every contract may show.</summary>
public static class NewId
{
    public static string At(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
}

public readonly record struct AccountId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct ProfileId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One sign-in: the family of its refresh tokens and the access tokens made with them.</summary>
public readonly record struct LoginId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct VideoId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct UploadId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct PartyId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct MessageId(string Value)
{
    public override string ToString() => Value;
}
