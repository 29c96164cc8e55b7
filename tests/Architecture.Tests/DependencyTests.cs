using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Matinee.Architecture.Tests;

/// <summary>Who may know whom.</summary>
public sealed partial class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Server"] = ["Doors"],
        ["Doors"] = ["Domain", "SocketIo"],
        ["Domain"] = ["Database", "Realtime"],
        ["Database"] = [],
        ["Realtime"] = [],
        ["SocketIo"] = [],
    };

    [Fact]
    public void Projects_refer_one_way_only()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Tree.Root, "src")))
        {
            var name = Path.GetFileName(folder);
            var project = XDocument.Load(Directory.EnumerateFiles(folder, "*.csproj").Single());
            var references = project.Descendants("ProjectReference").Select(reference => ProjectFolder().Match(reference.Attribute("Include")!.Value).Groups["name"].Value);

            Assert.True(Allowed.ContainsKey(name), $"src/{name} is in nobody's plan");
            Assert.Empty(references.Except(Allowed[name]));
        }
    }

    [Fact]
    public void The_Socket_IO_server_knows_nothing_of_ours() =>
        Assert.DoesNotContain(Parts.SocketIo.GetReferencedAssemblies(), reference => reference.Name!.StartsWith("Matinee", StringComparison.Ordinal));

    [Fact]
    public void No_door_refers_to_another()
    {
        var faults =
            from type in Parts.Types(Parts.Doors)
            let door = Parts.Folder(type, "Matinee.Doors")
            where door is not null
            from used in Uses.TypesOf(type)
            let other = Parts.Folder(used, "Matinee.Doors")
            where other is not null && other != door && other != "Shared"
            select $"{type} uses {used}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Features_meet_through_use_cases_and_not_through_stores()
    {
        var faults =
            from type in Parts.All.SelectMany(Parts.Types)
            let feature = Parts.Folder(type, "Matinee.Domain") ?? type.Assembly.GetName().Name
            from used in Uses.TypesOf(type)
            where used.Assembly == Parts.Domain && Parts.IsStore(used) && Parts.Folder(used, "Matinee.Domain") != feature
            select $"{type} uses {used}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Nothing_enters_the_kernel_but_what_it_was_made_for()
    {
        string[] kernel = ["Ids.cs", "Outcome.cs", "Page.cs", "Refusal.cs"];

        var files = Directory.EnumerateFiles(Path.Combine(Tree.Root, "src/Domain/Kernel")).Select(Path.GetFileName);

        Assert.Empty(files.Except(kernel));
    }

    [Fact]
    public void An_interface_exists_only_where_two_implementations_do()
    {
        // The second version of one is the echo of the Engine.IO protocol suite, in SocketIo.Tests; the versions of the other
        // are for those who use SocketIo to write, and one is in its tests.
        string[] tested = ["IEngineListener", "ISocketIoBackplane"];

        var faults =
            from type in Parts.All.SelectMany(Parts.Types)
            where type.IsInterface && !tested.Contains(type.Name)
            let versions = Parts.All.SelectMany(assembly => assembly.GetTypes()).Count(other => other != type && !other.IsInterface && type.IsAssignableFrom(other))
            where versions < 2
            select $"{type} has {versions}";

        Assert.Empty(faults);
    }

    [GeneratedRegex(@"(?<name>[A-Za-z]+)[/\\][^/\\]+\.csproj$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProjectFolder();
}
