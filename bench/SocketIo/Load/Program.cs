using System.Runtime.InteropServices;
using Matinee.SocketIo.Load;

const string Published = "../results/socketio.md";

return Options.Command(Run).Parse(args).Invoke();

static int Run(Options options)
{
    if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        throw new PlatformNotSupportedException("Written for Linux on x86-64: see Linux.PollEvent.");
    // All paths start at the folder of the servers: this is bin/Release/net10.0 of a project in it.
    Directory.SetCurrentDirectory(Path.Combine(AppContext.BaseDirectory, "../../../.."));
    // Without it the kernel may end a wait 50 µs late, to wake for several timers at once.
    _ = Linux.ProcessControl(Linux.SetTimerSlack, 1);
    try
    {
        var samples = Samples.Open(new Setup(options.Window.TotalSeconds, options.Connections), options.Samples);
        using (var comparison = new Comparison(options, samples)) comparison.Run();
        if (options.Samples is not null) samples.Save(options.Samples);
        Publish(new Report(samples));
        return 0;
    }
    catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException or IOException)
    {
        Console.Error.WriteLine($"No comparison: {fault.Message}");
        return 1;
    }
}

static void Publish(Report report)
{
    Console.Write(report);
    if (!report.IsComplete)
    {
        Console.Error.WriteLine($"Not everything was measured five times: {Published} stays as it is.");
        return;
    }

    Directory.CreateDirectory(Path.GetDirectoryName(Published)!);
    File.WriteAllText(Published, report.ToString());
}
