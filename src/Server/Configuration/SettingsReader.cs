using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Matinee.Server.Configuration;

/// <summary>
/// Reads settings one by one and remembers every fault, so that an operator learns of all of them at once. Written by hand
/// rather than with the configuration binder: that stops at the first fault and costs reflection at each start.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> faults = [];
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when the key is absent or blank.</summary>
    public string? Text(string key)
    {
        known.Add(key);
        var value = configuration[key];
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>A whole number within bounds (both allowed).</summary>
    public long Number(string key, long otherwise, long least, long most)
    {
        if (Text(key) is not { } text) return otherwise;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Fault(key, $"\"{text}\" is not a whole number from {least} to {most}");
        return otherwise;
    }

    public TimeSpan Seconds(string key, TimeSpan otherwise, int least, int most) =>
        TimeSpan.FromSeconds(Number(key, (long)otherwise.TotalSeconds, least, most));

    public bool Flag(string key, bool otherwise)
    {
        if (Text(key) is not { } text) return otherwise;
        if (bool.TryParse(text, out var flag)) return flag;
        Fault(key, $"\"{text}\" is neither true nor false");
        return otherwise;
    }

    /// <summary>One of a few words, in any case.</summary>
    public string Choice(string key, string otherwise, params string[] words)
    {
        if (Text(key) is not { } text) return otherwise;
        if (Array.Find(words, word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) is { } word) return word;
        Fault(key, $"\"{text}\" is none of {string.Join(", ", words)}");
        return otherwise;
    }

    /// <summary>An absolute http or https address.</summary>
    public Uri? Address(string key)
    {
        if (Text(key) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") return uri;
        Fault(key, $"\"{text}\" is not an address such as https://films.example");
        return null;
    }

    /// <summary>Either numbered children (<c>Key:0</c>, a JSON array) or one value separated by commas.</summary>
    public IReadOnlyList<string> List(string key)
    {
        known.Add(key);
        var section = configuration.GetSection(key);
        var items = section.Value is { } joined
            ? joined.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : section.GetChildren().Select(child => child.Value?.Trim()).OfType<string>();
        return [.. items];
    }

    /// <summary>The names directly under a key, for settings such as <c>Matinee:RateLimits:Search</c>.</summary>
    public IReadOnlyList<string> NamesUnder(string key) => [.. configuration.GetSection(key).GetChildren().Select(child => child.Key)];

    /// <summary>The addresses to listen on, in the form that Kestrel takes.</summary>
    public string Listen(string otherwise)
    {
        var urls = Text("urls") ?? otherwise;
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                BindingAddress.Parse(url);
            }
            catch (FormatException)
            {
                Fault("urls", $"\"{url}\" is not an address such as http://localhost:8080");
            }
        }

        return urls;
    }

    public void Fault(string key, string sentence) => faults.Add($"{key}: {sentence}.");

    /// <exception cref="SettingsException">Anything that was read was wrong.</exception>
    public void ThrowIfFaulty()
    {
        if (faults.Count > 0) throw new SettingsException(faults);
    }

    /// <summary>Keys of ours that nothing read: misspelt, or of another version.</summary>
    public IReadOnlyList<string> Unknown() =>
        [.. configuration.GetSection("Matinee").AsEnumerable()
            .Where(pair => pair.Value is not null && !IsKnown(pair.Key))
            .Select(pair => pair.Key)
            .Order(StringComparer.Ordinal)];

    private bool IsKnown(string key)
    {
        if (known.Contains(key)) return true;
        var parent = key.LastIndexOf(':');
        return parent > 0 && known.Contains(key[..parent]);
    }
}

/// <summary>Settings that the server will not start with; one sentence a fault.</summary>
internal sealed class SettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
