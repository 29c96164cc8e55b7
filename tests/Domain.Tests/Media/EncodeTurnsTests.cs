using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

/// <summary>How many encodes run beside each other, and which of them stand still.</summary>
public sealed class EncodeTurnsTests(LongClips clips)
{
    private static readonly ToolLimits Limits = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), 0) { MostFileBytes = 1 << 20 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Further_sizes_wait_while_somebody_waits_for_a_film()
    {
        var turns = new EncodeTurns(atOnce: 1);
        using var further = turns.Take(isUrgent: false);
        Assert.False(further.MustWait);

        using (var first = turns.Take(isUrgent: true))
        {
            Assert.False(first.MustWait);
            Assert.True(further.MustWait);
        }

        Assert.False(further.MustWait);
    }

    [Fact]
    public void No_more_run_than_may_and_the_earlier_ones_go_on()
    {
        var turns = new EncodeTurns(atOnce: 2);
        using var one = turns.Take(isUrgent: false);
        using var two = turns.Take(isUrgent: false);
        using (turns.Take(isUrgent: true)) Assert.Equal((false, true), (one.MustWait, two.MustWait));

        Assert.Equal((false, false), (one.MustWait, two.MustWait));
        using var first = turns.Take(isUrgent: true);
        one.Dispose();
        Assert.False(two.MustWait);
    }

    [Fact]
    public async Task An_encode_stands_still_and_goes_on()
    {
        var tools = new MediaTools(new MediaOptions { Ffmpeg = clips.Script("#!/bin/sh\necho $$ > $1\nn=0\nwhile [ ! -e $1.end ]; do n=$((n+1)); echo out_time_us=$n; read -r line < /proc/self/stat; done\n") });
        var (patient, urgent) = (clips.NewPath("patient"), clips.NewPath("urgent"));

        var further = tools.EncodeAsync([patient], Limits, _ => Task.CompletedTask, Ct);
        await Eventually.BecomesTrueAsync(() => StateOf(patient) is { State: not "T", Nice: "19" }, "a further size at the lowest priority");
        var first = tools.EncodeAsync([urgent], Limits with { IsUrgent = true }, _ => Task.CompletedTask, Ct);
        await Eventually.BecomesTrueAsync(() => StateOf(urgent) is { State: not "T", Nice: "5" }, "a first size");
        await Eventually.BecomesTrueAsync(() => StateOf(patient) is { State: "T" }, "the further size to stand still");
        await File.WriteAllTextAsync(urgent + ".end", "", Ct);
        Assert.Equal(ToolEnd.Success, (await first).End);

        await Eventually.BecomesTrueAsync(() => StateOf(patient) is { State: not "T" }, "the further size to go on");
        await File.WriteAllTextAsync(patient + ".end", "", Ct);
        Assert.Equal(ToolEnd.Success, (await further).End);
    }

    [Fact]
    public async Task An_encode_that_stands_still_ends_with_its_server()
    {
        var pid = clips.NewPath("stopped");
        var start = Fence.Around("sh", Limits with { IsLong = true });
        foreach (var argument in (string[])["-c", $"echo $$ > {pid}; exec sleep 1000"]) start.ArgumentList.Add(argument);
        using var process = System.Diagnostics.Process.Start(start)!;
        await Eventually.BecomesTrueAsync(() => StateOf(pid) is not null, "its beginning");
        await process.StandardInput.WriteLineAsync(Fence.Stop);
        await process.StandardInput.FlushAsync(Ct);
        await Eventually.BecomesTrueAsync(() => StateOf(pid) is { State: "T" }, "it to stand still");

        process.StandardInput.Close();

        await process.WaitForExitAsync(Ct).WaitAsync(Eventually.Limit, Ct);
        await Eventually.BecomesTrueAsync(() => StateOf(pid) is null or { State: "Z" }, "its end");
    }

    /// <summary>Of the process that wrote its number into the file, as proc(5) has it; null where there is none.</summary>
    private static (string State, string Nice)? StateOf(string pidFile)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{File.ReadAllText(pidFile).Trim()}/stat");
            var rest = fields[(fields.LastIndexOf(')') + 2)..].Split(' ');
            return (rest[0], rest[16]);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
