using System.Runtime.InteropServices;
using Matinee.SocketIo.Load;

return Options.Command(Run).Parse(args).Invoke();

static int Run(Options options)
{
    if (RuntimeInformation.ProcessArchitecture != Architecture.X64) throw new PlatformNotSupportedException("Written for Linux on x86-64: see Linux.PollEvent.");
    // Without it the kernel may end a wait 50 µs late, to wake for several timers at once.
    _ = Linux.ProcessControl(Linux.SetTimerSlack, 1);
    var samples = options.Append ? Samples.Load() : new Samples();
    using (var comparison = new Comparison(options, samples)) comparison.Run();
    samples.Save();
    return 0;
}
