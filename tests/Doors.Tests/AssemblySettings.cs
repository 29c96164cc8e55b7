using Matinee.Doors.Tests.WatchParty.Videos;

[assembly: AssemblyFixture(typeof(Films))]
