using System.Security.Cryptography;
using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Doors.Shared;
using Matinee.Doors.WatchFlixx;
using Matinee.Doors.WatchParty;
using Matinee.Realtime;

var builder = WebApplication.CreateBuilder(args);
var data = builder.Configuration["Matinee:DataDirectory"] ?? "data";
var keyFile = Path.Combine(Directory.CreateDirectory(data).FullName, "token.key");
if (!File.Exists(keyFile)) await File.WriteAllBytesAsync(keyFile, RandomNumberGenerator.GetBytes(32));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddMatineeDatabase(new DatabaseOptions
{
    ConnectionString = builder.Configuration.GetConnectionString("Database"),
    SqliteFile = Path.Combine(data, "matinee.db"),
});
builder.Services.AddMatineeRealtime();
builder.Services.AddSingleton(new TokenOptions { SigningKey = await File.ReadAllBytesAsync(keyFile) });
builder.Services.AddSingleton(builder.Configuration.GetSection("Matinee:RateLimits").Get<RateLimitOptions>() ?? new RateLimitOptions());
builder.Services.AddSingleton(new MediaOptions { Folder = Path.Combine(data, "media") });
builder.Services.AddSingleton(new MediaLinkOptions { SigningKey = SHA256.HashData([.. await File.ReadAllBytesAsync(keyFile), .. "media"u8]) });
builder.Services.AddSingleton(new UploadOptions
{
    MaxBytes = builder.Configuration.GetValue("Matinee:Uploads:MaxBytes", new UploadOptions().MaxBytes),
    KeepFreeBytes = builder.Configuration.GetValue("Matinee:Uploads:KeepFreeBytes", new UploadOptions().KeepFreeBytes),
});
builder.Services.AddAccounts();
builder.Services.AddLibrary();
builder.Services.AddWatchFlixx();
builder.Services.AddWatchParty();

var app = builder.Build();
app.UseRouting();
app.MapWatchFlixx();
app.MapWatchParty();
app.MapMedia();
await app.Services.GetRequiredService<Migrator>().MigrateAsync();
await app.RunAsync();

public partial class Program;
