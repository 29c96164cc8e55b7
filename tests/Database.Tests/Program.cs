using Matinee.Database.Tests;

if (Environment.GetEnvironmentVariable(DurabilityTests.Writer) is { Length: > 0 } file)
{
    await DurabilityTests.WriteForEverAsync(file);
    return 0;
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
