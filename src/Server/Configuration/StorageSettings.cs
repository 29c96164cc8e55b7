using System.Globalization;
using Matinee.Domain.Library;
using Matinee.Domain.Media;

namespace Matinee.Server.Configuration;

/// <summary>Where films come in, and through what.</summary>
internal static class StorageSettings
{
    public static UploadOptions Uploads(SettingsReader reader)
    {
        const int Day = 24 * 60 * 60;
        var usual = new UploadOptions();
        return usual with
        {
            MaxBytes = reader.Number("Matinee:Uploads:MaxBytes", usual.MaxBytes, 1, long.MaxValue),
            KeepFreeBytes = reader.Number("Matinee:Uploads:KeepFreeBytes", usual.KeepFreeBytes, 0, long.MaxValue),
            QuotaBytes = reader.Number("Matinee:Uploads:QuotaBytes", 0, 0, long.MaxValue) is > 0 and var quota ? quota : null,
            ExpireAfter = reader.Seconds("Matinee:Uploads:ExpireSeconds", usual.ExpireAfter, 60, 30 * Day),
        };
    }

    public static MediaOptions Media(SettingsReader reader, string data)
    {
        const string Sizes = "Matinee:Media:Sizes";
        var usual = new MediaOptions();
        var sizes = new List<int>();
        foreach (var text in reader.List(Sizes))
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines is >= 120 and <= 4320) sizes.Add(lines);
            else reader.Fault(Sizes, $"{text} is no number of lines from 120 to 4320");
        }

        return usual with
        {
            Folder = Path.Combine(data, "media"),
            Sizes = sizes.Count == 0 ? usual.Sizes : sizes,
            EncodesAtOnce = (int)reader.Number("Matinee:Media:EncodesAtOnce", usual.EncodesAtOnce, 0, 16),
        };
    }

    public static FolderOptions Folders(SettingsReader reader)
    {
        const string Key = "Matinee:Library:Folders";
        var folders = reader.List(Key);
        foreach (var folder in folders.Where(folder => !Directory.Exists(folder))) reader.Fault(Key, $"the folder {folder} does not exist");
        var visibility = reader.Choice("Matinee:Library:Visibility", nameof(Visibility.Public), Enum.GetNames<Visibility>());
        return new FolderOptions { Folders = [.. folders.Select(Path.GetFullPath)], Visibility = Enum.Parse<Visibility>(visibility) };
    }

    /// <summary>Null where no bucket is named.</summary>
    public static BucketOptions? Bucket(SettingsReader reader)
    {
        var endpoint = reader.Address("Matinee:Storage:S3:Endpoint");
        var (bucket, access, secret) = (Need("Bucket"), Need("AccessKey"), Need("SecretKey"));
        var region = reader.Text("Matinee:Storage:S3:Region") ?? "us-east-1";
        return endpoint is null || bucket is null || access is null || secret is null
            ? null
            : new BucketOptions { Endpoint = endpoint, Region = region, Bucket = bucket, AccessKey = access, SecretKey = secret };

        string? Need(string name)
        {
            var key = $"Matinee:Storage:S3:{name}";
            var value = reader.Text(key);
            if (endpoint is not null && value is null) reader.Fault(key, "is needed beside Endpoint");
            return value;
        }
    }
}
