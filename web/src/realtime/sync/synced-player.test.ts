import { describe, expect, it } from 'vitest';
import { Party } from './testing/party';
import { seededRandom } from './testing/random';
import { roomState } from './testing/states';

describe('play', () => {
  it('starts with the room on the instant', async () => {
    const party = new Party();
    party.video.load();
    party.send({ timestamp: 10 });
    await party.advance(500);
    party.send({ timestamp: 10, isPlaying: true });
    await party.advance(299);
    expect(party.video.currentTime).toBe(10);
    await party.advance(200);
    expect(Math.abs(party.errorMs)).toBeLessThan(3);
  });

  it('learns how long play() takes on this device', async () => {
    const party = new Party({ coldMs: () => 190 });
    party.video.load();
    const firstErrors: number[] = [];
    for (let i = 0; i < 8; i++) {
      party.send({ timestamp: 10 + i });
      await party.advance(1000);
      party.send({ timestamp: 10 + i, isPlaying: true }, 500);
      await party.advance(720);
      firstErrors.push(Math.abs(party.errorMs));
      await party.advance(4000);
    }
    expect(firstErrors[0]).toBeGreaterThan(80);
    expect(firstErrors.at(-1)).toBeLessThan(5);
  });

  it('joins a room that plays, where the room is', async () => {
    const party = new Party();
    party.send({ timestamp: 100, isPlaying: true }, -60_000);
    await party.advance(700);
    party.video.load();
    await party.advance(800);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
    expect(party.video.calls.seek).toBe(1);
    expect(party.status?.state).toBe('in-sync');
  });

  it('waits for the clock before it starts, and shows that it loads', async () => {
    const party = new Party();
    party.clock.isKnown = false;
    party.video.load();
    party.send({ timestamp: 10, isPlaying: true });
    await party.advance(2000);
    expect(party.video.paused).toBe(true);
    expect(party.status?.state).toBe('loading');
    party.clock.isKnown = true;
    await party.advance(1000);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
  });

  it('ends with the film and stays there', async () => {
    const party = new Party();
    party.video.load(20);
    party.send({ timestamp: 15, isPlaying: true });
    await party.advance(12_000);
    expect(party.video.currentTime).toBe(20);
    expect(party.status?.state).toBe('paused');
    expect(party.video.calls.play).toBe(1);
  });

  it('takes a checkpoint of the same line without a seek or a pause', async () => {
    const party = await new Party().playing();
    const { seek, pause } = party.video.calls;
    party.send({ timestamp: party.roomPosition + 0.3, isPlaying: true });
    await party.advance(3000);
    expect(party.video.calls.seek).toBe(seek);
    expect(party.video.calls.pause).toBe(pause);
  });

  it('ignores a stale state', async () => {
    const old = roomState({ timestamp: 400 });
    const party = await new Party().playing();
    party.player.apply(old);
    await party.advance(1000);
    expect(party.video.paused).toBe(false);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
  });

  it('runs on along the last timeline when nothing is heard any more', async () => {
    const party = await new Party().playing();
    await party.advance(120_000);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
    expect(party.video.calls.play).toBe(1);
  });
});

describe('pause and seek', () => {
  it('pauses at once on exactly the frame of the room', async () => {
    const party = await new Party().playing();
    party.send({ timestamp: 11.2345 });
    expect(party.video.paused).toBe(true);
    await party.advance(200);
    expect(party.video.currentTime).toBe(11.2345);
    expect(party.status?.state).toBe('paused');
  });

  it('pauses even when the clock is unknown', async () => {
    const party = await new Party().playing();
    party.clock.isKnown = false;
    party.send({ timestamp: 11 });
    await party.advance(200);
    expect(party.video.currentTime).toBe(11);
    expect(party.player.position()).toBe(11);
  });

  it('seeks by pausing, loading and starting with the room', async () => {
    const party = await new Party().playing();
    party.send({ timestamp: 200, isPlaying: true });
    await party.advance(290);
    expect(party.video.currentTime).toBe(200);
    await party.advance(250);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
  });

  it('catches up with a seek that it heard of late', async () => {
    const party = await new Party().playing();
    party.send({ timestamp: 200, isPlaying: true }, -700);
    await party.advance(800);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
  });

  it('tries again further ahead when loading takes long', async () => {
    const party = await new Party({ seekMs: () => 900 }).playing();
    party.send({ timestamp: 200, isPlaying: true }, 100);
    await party.advance(4000);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
    expect(party.video.calls.seek).toBeLessThan(6);
  });

  it('changes speed with the room, keeping the pitch, without a pause', async () => {
    const party = await new Party().playing();
    const { pause } = party.video.calls;
    party.send({ timestamp: party.roomPosition + 0.3, isPlaying: true, playbackRate: 1.5 });
    await party.advance(100);
    expect(party.video.playbackRate).toBe(1);
    await party.advance(3000);
    expect(party.video.playbackRate).toBe(1.5);
    expect(party.video.preservesPitch).toBe(true);
    expect(Math.abs(party.errorMs)).toBeLessThan(15);
    expect(party.video.calls.pause).toBe(pause);
  });
});

describe('drift', () => {
  it('lets go of the pitch before it nudges', async () => {
    const party = await new Party().playing();
    expect(party.video.preservesPitch).toBe(false);
  });

  it('bends back from a clock that was wrong, without a seek', async () => {
    const party = await new Party().playing();
    const { seek } = party.video.calls;
    party.clock.errorMs = 30;
    await party.advance(5000);
    expect(Math.abs(party.errorMs - 30)).toBeLessThan(2);
    expect(party.video.calls.seek).toBe(seek);
    expect(party.video.playbackRate).toBe(1);
  });

  it('makes up a stall of 250 ms in four seconds, without a seek', async () => {
    const party = await new Party().playing();
    const { seek } = party.video.calls;
    party.video.starve();
    await party.advance(247);
    party.video.feed();
    await party.advance(4000);
    expect(Math.abs(party.errorMs)).toBeLessThan(20);
    expect(party.video.calls.seek).toBe(seek);
  });

  it('seeks once after a long stall without a hold', async () => {
    const party = await new Party().playing();
    const { seek } = party.video.calls;
    party.video.starve();
    await party.advance(3000);
    party.video.feed();
    await party.advance(2500);
    expect(party.video.calls.seek).toBe(seek + 1);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
  });

  it('does not storm with seeks when the device never arrives', async () => {
    const party = await new Party().playing();
    const { seek } = party.video.calls;
    party.video.model = { ...party.video.model, coldMs: () => 900 };
    party.send({ timestamp: 100, isPlaying: true });
    await party.advance(30_000);
    expect(party.video.calls.seek - seek).toBeLessThan(8);
  });

  it('plays on the manual offset, and follows its change', async () => {
    const party = new Party({}, 100);
    party.video.load();
    party.send({ timestamp: 10, isPlaying: true });
    await party.advance(3000);
    expect(party.errorMs).toBeGreaterThan(95);
    expect(party.errorMs).toBeLessThan(105);
    expect(party.player.position()).toBeCloseTo(party.roomPosition, 5);
    party.player.setManualOffset(0);
    await party.advance(5000);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
  });

  it('converges from any device and any wrong clock, and then rests', async () => {
    const random = seededRandom(7);
    for (let i = 0; i < 40; i++) {
      const jitter = random() * 12;
      const party = new Party({
        coldMs: () => 60 + random() * 40 + jitter,
        seekMs: () => 5 + random() * 200,
        rateMs: 70 + random() * 15,
      });
      party.clock.errorMs = (random() - 0.5) * 200;
      party.send({ timestamp: random() * 300, isPlaying: true }, (random() - 0.8) * 5000);
      party.video.load();
      await party.advance(1500);
      party.clock.errorMs = 0;
      await party.advance(8000);
      expect(Math.abs(party.errorMs)).toBeLessThan(5);
      const { seek, rate } = party.video.calls;
      await party.advance(20_000);
      expect(party.video.calls).toMatchObject({ seek, rate });
    }
  });
});

describe('life', () => {
  it('forgets the clock of a server that was restarted, and plays on meanwhile', async () => {
    const party = await new Party().playing();
    const { pause } = party.video.calls;
    party.clock.restart = () => {
      party.clock.restarts++;
      party.clock.isKnown = false;
    };
    party.send({ timestamp: party.roomPosition, isPlaying: true, epoch: 2 }, 0);
    await party.advance(400);
    expect(party.clock.restarts).toBe(1);
    party.clock.isKnown = true;
    await party.advance(2000);
    expect(party.video.calls.pause).toBe(pause);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
    party.clock.restart = () => {};
  });

  it('follows again when the source was replaced', async () => {
    const party = await new Party().playing();
    party.video.pauseFromOutside();
    party.video.readyState = 0;
    party.video.dispatchEvent(new Event('emptied'));
    await party.advance(1000);
    expect(party.status?.state).toBe('loading');
    party.video.load();
    await party.advance(2000);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
  });

  it('leaves the element alone once destroyed', async () => {
    const party = await new Party().playing();
    party.player.destroy();
    const calls = { ...party.video.calls };
    const statuses = party.statuses.length;
    party.video.pauseFromOutside();
    party.send({ timestamp: 100, isPlaying: true });
    await party.advance(5000);
    expect(party.video.calls).toEqual(calls);
    expect(party.statuses.length).toBe(statuses);
  });
});
