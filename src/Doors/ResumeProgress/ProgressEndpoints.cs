using Matinee.Domain.Kernel;
using Matinee.Domain.Progress;
using Matinee.Doors.Shared;

namespace Matinee.Doors.ResumeProgress;

/// <summary>The four calls. clerkId is the owner, whoever issued it.</summary>
internal sealed class ProgressEndpoints(IProgress progress, ResumeProgressAuth auth)
{
    public async Task Save(HttpContext context)
    {
        if (!(await auth.AuthenticateAsync(context)).Succeeded(out var caller, out var refusal))
        {
            await ResumeProgressWire.WriteRefusalAsync(context, refusal);
            return;
        }

        var body = await SmallBody.ReadAsync(context, ProgressBody.Read);
        if (body.Issues.Count > 0)
        {
            await ResumeProgressWire.WriteIssuesAsync(context, body.Issues);
            return;
        }

        var owner = new ProgressOwner(body.ClerkId);
        refusal = caller.Check(owner);
        if (refusal is null) (await progress.SaveAsync(owner, new ProgressTitle(body.TmdbId), body.CurrentTime, context.RequestAborted)).IsRefused(out refusal);
        if (refusal is null) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else await ResumeProgressWire.WriteRefusalAsync(context, refusal);
    }

    public async Task Show(HttpContext context)
    {
        var owner = Owner(context, fromEnd: 1);
        if (await RefuseAsync(context, owner)) return;
        if ((await progress.FindAsync(owner, Title(context), context.RequestAborted)).Succeeded(out var saved, out var refusal))
            await ResumeProgressWire.WriteAsync(context, SavedWire.Of(saved));
        else
            await ResumeProgressWire.WriteRefusalAsync(context, refusal);
    }

    public async Task List(HttpContext context)
    {
        var owner = Owner(context, fromEnd: 0);
        if (await RefuseAsync(context, owner)) return;
        if ((await progress.ListAsync(owner, context.RequestAborted)).Succeeded(out var saved, out var refusal))
            await ResumeProgressWire.WriteAsync(context, saved.Select(ListedWire.Of));
        else
            await ResumeProgressWire.WriteRefusalAsync(context, refusal);
    }

    public async Task Delete(HttpContext context)
    {
        var owner = Owner(context, fromEnd: 1);
        if (await RefuseAsync(context, owner)) return;
        if ((await progress.RemoveAsync(owner, Title(context), context.RequestAborted)).IsRefused(out var refusal))
            await ResumeProgressWire.WriteRefusalAsync(context, refusal);
        else
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static ProgressOwner Owner(HttpContext context, int fromEnd) => new(RawPath.Part(context, "clerkId", fromEnd));

    private static ProgressTitle Title(HttpContext context) => new(RawPath.Part(context, "tmdbId", fromEnd: 0));

    /// <summary>True when the caller has been refused.</summary>
    private async ValueTask<bool> RefuseAsync(HttpContext context, ProgressOwner owner)
    {
        var refusal = (await auth.AuthenticateAsync(context)).Match(caller => caller.Check(owner), refused => refused);
        if (refusal is null) return false;
        await ResumeProgressWire.WriteRefusalAsync(context, refusal);
        return true;
    }
}
