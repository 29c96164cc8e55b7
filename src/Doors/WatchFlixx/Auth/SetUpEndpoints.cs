using Matinee.Domain.Accounts;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchFlixx.Auth;

/// <summary>The first administrator, made with the code that the log shows while there is none.</summary>
internal static class SetUpEndpoints
{
    public static async Task<IResult> ShowWhetherNeeded(Accounts accounts, CancellationToken ct) =>
        WatchFlixxWire.Ok(new SetUpData(await accounts.IsSetUpNeededAsync(ct)));

    public static async Task<IResult> SetUp(Body<SetUpBody, WatchFlixxWire> body, Accounts accounts, CancellationToken ct) =>
        (await accounts.SetUpAdministratorAsync(body.Value.Code, body.Value.ToRegistration(), ct)).Match(
            account => WatchFlixxWire.Created(new RegisteredData(RegisteredUser.Of(account), $"Administrator created for {account.Email}")),
            WatchFlixxWire.Refused);
}
