using System.Diagnostics;

namespace Matinee.Domain.Tests.Library;

/// <summary>A disk of memory that really becomes full. Where one may not mount, the test is skipped.</summary>
internal sealed class SmallDisk(string folder) : IDisposable
{
    public static SmallDisk Mount(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder), "Mounting is not permitted here.");
        return new SmallDisk(folder);
    }

    public void Dispose() => Assert.True(Run("umount", folder));

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
