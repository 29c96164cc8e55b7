using System.Reflection;
using System.Runtime.InteropServices;

namespace Matinee.Database;

/// <summary>Chooses the native SQLite: the system's, which the distribution patches, else the one that the package carries.</summary>
internal static class SqliteEngine
{
    private static readonly Lock Once = new();
    private static bool loaded;

    public static void Load()
    {
        lock (Once)
        {
            if (loaded) return;
            NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, Resolve);
            SQLitePCL.Batteries_V2.Init();
            loaded = true;
        }
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        string.Equals(name, "e_sqlite3", StringComparison.Ordinal) && NativeLibrary.TryLoad("libsqlite3.so.0", out var system)
            ? system
            : IntPtr.Zero;
}
