using Matinee.Domain.Tests.Media;

// ffmpeg makes each film once for the whole run.
[assembly: AssemblyFixture(typeof(Clips))]
[assembly: AssemblyFixture(typeof(LongClips))]
