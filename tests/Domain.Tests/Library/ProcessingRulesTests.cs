using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

public sealed class ProcessingRulesTests
{
    private static readonly Video Film = new()
    {
        Id = new VideoId("film"),
        Upload = new UploadId("upload"),
        Owner = new AccountId("ana"),
        Title = "Film",
        Status = VideoStatus.Processing,
    };

    private static readonly Video Ready = Film with { Status = VideoStatus.Ready };

    [Fact]
    public void Progress_never_goes_back_within_a_stage()
    {
        var copied = Job("copy", "done", 100);
        var encoded = Job("first", "done", 100);
        (Video Film, JobRow[] Jobs)[] course =
        [
            (Film, [Job("examine", "running", 0)]),
            (Film, [Job("copy", "running", 20), Job("subtitles", "waiting", 0)]),
            (Film, [Job("copy", "running", 90), Job("subtitles", "waiting", 0)]),
            (Film, [copied, Job("first", "waiting", 0), Job("subtitles", "running", 70)]),
            (Film, [copied, Job("first", "running", 5), Job("subtitles", "done", 100)]),
            (Ready, [copied, Job("first", "running", 30), Job("subtitles", "done", 100)]),
            (Ready, [copied, Job("first", "running", 99), Job("subtitles", "done", 100)]),
            (Ready, [copied, encoded, Job("subtitles", "done", 100), Job("storyboard", "waiting", 0), Job("rung", "waiting", 0, 720)]),
            (Ready, [copied, encoded, Job("subtitles", "done", 100), Job("storyboard", "done", 100), Job("rung", "running", 60, 720)]),
            (Ready, [copied, encoded, Job("subtitles", "done", 100), Job("storyboard", "done", 100), Job("rung", "done", 100, 720)]),
        ];

        var states = course.Select(step => ProcessingRules.StateOf(step.Film, step.Jobs)).ToList();

        Assert.Equal(states.OrderBy(state => state.Stage).ThenBy(state => state.Percent), states);
        Assert.Equal(
            [ProcessingStage.Examining, ProcessingStage.Preparing, ProcessingStage.Improving, ProcessingStage.Finished],
            states.Select(state => state.Stage).Distinct());
    }

    [Fact]
    public void What_failed_and_is_not_needed_stands_beside_what_is_ready()
    {
        var state = ProcessingRules.StateOf(Ready, [Job("copy", "done", 100), Job("storyboard", "failed", 30, failure: "Previews of this film cannot be drawn.")]);

        Assert.Equal((ProcessingStage.Finished, null), (state.Stage, state.Note));
        Assert.Equal(["Previews of this film cannot be drawn."], state.Notes);
    }

    [Fact]
    public void Subtitles_do_not_count_as_preparation()
    {
        JobRow[] jobs = [Job("first", "waiting", 0), Job("subtitles", "running", 70)];

        var state = ProcessingRules.StateOf(Film, jobs, ahead: 3);

        Assert.Equal(JobKind.First, ProcessingRules.CurrentOf(Film, jobs)!.KindOf);
        Assert.Equal((ProcessingStage.Preparing, 0.0, 3), (state.Stage, state.Percent, state.Ahead));
    }

    private static JobRow Job(string kind, string state, double percent, int lines = 0, string? failure = null) =>
        new() { VideoId = Film.Id.Value, Kind = kind, State = state, Percent = percent, Lines = lines, Failure = failure };
}
