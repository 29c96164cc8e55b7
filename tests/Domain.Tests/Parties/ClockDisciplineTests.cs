using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

public sealed class ClockDisciplineTests
{
    [Fact]
    public void A_correction_moves_by_half_a_millisecond_a_second_and_stays_when_it_has_arrived()
    {
        var discipline = ClockDiscipline.None.Towards(Milliseconds(3), Seconds(10));

        Assert.Equal(TimeSpan.Zero, discipline.CorrectionAt(Seconds(10)));
        Assert.Equal(Milliseconds(1), discipline.CorrectionAt(Seconds(12)));
        Assert.Equal(Milliseconds(3), discipline.CorrectionAt(Seconds(16)));
        Assert.Equal(Milliseconds(3), discipline.CorrectionAt(Seconds(1000)));
    }

    [Fact]
    public void It_turns_round_from_where_it_is_when_the_target_changes()
    {
        var discipline = ClockDiscipline.None.Towards(Milliseconds(10), Seconds(0)).Towards(Milliseconds(-10), Seconds(4));

        Assert.Equal(Milliseconds(2), discipline.CorrectionAt(Seconds(4)));
        Assert.Equal(Milliseconds(1), discipline.CorrectionAt(Seconds(6)));
        Assert.Equal(Milliseconds(-1), discipline.CorrectionAt(Seconds(10)));
    }

    [Fact]
    public void A_clock_that_is_led_never_runs_backwards_or_jumps()
    {
        var time = new ManualClock();
        var clock = new ServerClock(time);
        var random = new Random(7);
        var last = clock.Now;
        for (var step = 0; step < 2000; step++)
        {
            if (step % 10 == 0) clock.Lead(Milliseconds(random.Next(-500, 500)));
            time.Advance(Milliseconds(100));
            var passed = clock.Now - last;
            Assert.InRange(passed, Milliseconds(99.94), Milliseconds(100.06));
            last = clock.Now;
        }
    }

    [Fact]
    public void Two_clocks_that_are_led_to_the_same_one_meet()
    {
        var time = new ManualClock();
        var (fast, slow) = (new ServerClock(time), new ServerClock(time));
        fast.Set(Milliseconds(40));
        slow.Set(Milliseconds(-40));
        fast.Lead(Milliseconds(5));
        slow.Lead(Milliseconds(5));

        time.Advance(Seconds(100));

        Assert.Equal(fast.Now, slow.Now);
        Assert.Equal(time.GetUtcNow() + Milliseconds(5), fast.Now);
    }

    [Fact]
    public void The_quickest_answer_says_how_far_ahead_the_other_clock_is()
    {
        var samples = new ClockSamples();
        var now = new ManualClock().GetUtcNow();
        samples.Add(now, now + Milliseconds(7 + 30), now + Milliseconds(40));
        samples.Add(now, now + Milliseconds(7 + 1), now + Milliseconds(2));
        samples.Add(now, now + Milliseconds(7 + 5), now + Milliseconds(50));

        Assert.Equal(Milliseconds(7), samples.Offset);
    }

    [Fact]
    public void Old_answers_are_forgotten()
    {
        var samples = new ClockSamples();
        var now = new ManualClock().GetUtcNow();
        samples.Add(now, now + Milliseconds(100), now);
        for (var i = 0; i < 8; i++) samples.Add(now, now + Milliseconds(7 + 10), now + Milliseconds(20));

        Assert.Equal(Milliseconds(7), samples.Offset);
    }

    private static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);

    private static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);
}
