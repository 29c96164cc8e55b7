using Matinee.Domain.Accounts;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

/// <summary>Tests of which each has a library of its own on its class's database, and leaves the database without films.</summary>
public abstract class LibraryCase(TestDatabase database) : IAsyncLifetime
{
    private LibraryParts? parts;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected Caller Ana { get; } = LibraryParts.NewCaller();

    private protected LibraryParts Parts => parts!;

    public ValueTask InitializeAsync()
    {
        parts = new LibraryParts(database.Database);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (parts is null) return;
        await parts.Database.WriteAsync(session => session.ExecuteAsync("delete from videos; delete from jobs; delete from package_parts"));
        await parts.DisposeAsync();
    }

    private protected async Task<Video> UploadAsync(string clip) => await Parts.UploadAsync(Ana, await File.ReadAllBytesAsync(clip, Ct));
}
