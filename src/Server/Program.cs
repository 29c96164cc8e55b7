using System.Security.Cryptography;
using Matinee.Database;
using Matinee.Domain.Accounts;
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
builder.Services.AddAccounts();
builder.Services.AddWatchFlixx();
builder.Services.AddWatchParty();

var app = builder.Build();
app.UseRouting();
app.MapWatchFlixx();
app.MapWatchParty();
await app.Services.GetRequiredService<Migrator>().MigrateAsync();
await app.RunAsync();

public partial class Program;
