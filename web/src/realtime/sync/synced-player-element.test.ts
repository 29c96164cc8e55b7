import { describe, expect, it } from 'vitest';
import { Party } from './testing/party';

const names = [
  { profileId: 'a', name: 'Ana' },
  { profileId: 'b', name: 'Ben' },
];

describe('intrusions', () => {
  it.each([
    ['a pause', (party: Party) => party.video.pauseFromOutside()],
    ['a seek', (party: Party) => party.video.seekFromOutside(300)],
    ['another rate', (party: Party) => (party.video.playbackRate = 2)],
  ])('puts the film back after %s while the room plays', async (_, intrude) => {
    const party = await new Party().playing();
    intrude(party);
    await party.advance(6000);
    expect(party.video.paused).toBe(false);
    expect(party.video.playbackRate).toBe(1);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
  });

  it.each([
    ['play', (party: Party) => party.video.playFromOutside()],
    ['a seek', (party: Party) => party.video.seekFromOutside(300)],
  ])('puts the film back after %s while the room is paused', async (_, intrude) => {
    const party = new Party();
    party.video.load();
    party.send({ timestamp: 10 });
    await party.advance(1000);
    intrude(party);
    await party.advance(1000);
    expect(party.video.paused).toBe(true);
    expect(party.video.currentTime).toBe(10);
  });

  it('does not take its own commands for intrusions', async () => {
    const party = await new Party().playing();
    for (let i = 0; i < 5; i++) {
      party.send({ timestamp: 20 + i });
      await party.advance(40);
      party.send({ timestamp: 20 + i, isPlaying: true });
      await party.advance(900);
    }
    expect(party.video.calls.play).toBe(6);
    expect(party.video.calls.pause).toBeLessThanOrEqual(6);
  });

  it('leaves a pause for want of data to the browser', async () => {
    const party = await new Party().playing();
    const { play } = party.video.calls;
    party.video.starve();
    party.video.pauseFromOutside();
    await party.advance(1000);
    expect(party.video.calls.play).toBe(play);
    party.video.feed();
    await party.advance(2000);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
  });

  it('gives in to a browser that pauses again and again, and asks for a tap', async () => {
    const party = await new Party().playing();
    for (let i = 0; i < 6; i++) {
      party.video.pauseFromOutside();
      await party.advance(1000);
    }
    expect(party.status?.state).toBe('tap-to-start');
    expect(party.video.paused).toBe(true);
  });
});

describe('autoplay', () => {
  it('asks for a tap when the browser refuses, and never mutes', async () => {
    const party = new Party({ refusesPlay: true });
    party.video.load();
    party.send({ timestamp: 10, isPlaying: true });
    await party.advance(5000);
    expect(party.status?.state).toBe('tap-to-start');
    expect(party.video.calls.play).toBe(1);
    expect('muted' in party.video).toBe(false);
  });

  it('starts in the right place after the tap', async () => {
    const party = new Party({ refusesPlay: true });
    party.video.load();
    party.send({ timestamp: 10, isPlaying: true });
    await party.advance(5000);
    party.video.model = { ...party.video.model, refusesPlay: false };
    let following = false;
    void party.player.start().then(() => (following = true));
    await party.advance(2000);
    expect(following).toBe(true);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
    expect(party.status?.state).toBe('in-sync');
  });

  it('asks again when the tap was not enough', async () => {
    const party = new Party({ refusesPlay: true });
    party.video.load();
    party.send({ timestamp: 10, isPlaying: true });
    await party.advance(2000);
    void party.player.start();
    await party.advance(2000);
    expect(party.status?.state).toBe('tap-to-start');
  });
});

describe('buffering and holds', () => {
  it('says once that it is ready after joining', async () => {
    const party = new Party();
    party.send({ timestamp: 10 });
    await party.advance(1000);
    expect(party.buffering).toEqual([]);
    party.video.load();
    await party.advance(3000);
    expect(party.buffering).toEqual([{ stalled: false, at: 10 }]);
  });

  it('reports a stall, loads at the place of the hold, reports ready, and starts with the room', async () => {
    const party = await new Party().playing();
    party.video.starve();
    await party.advance(400);
    expect(party.buffering.map((b) => b.stalled)).toEqual([false, true]);
    party.send({ timestamp: 12.5, hold: { waitingFor: names, until: party.serverNow + 15_000 } });
    await party.advance(1000);
    expect(party.status).toMatchObject({ state: 'waiting', waitingFor: ['Ana', 'Ben'] });
    expect(party.buffering.length).toBe(2);
    party.video.feed();
    await party.advance(200);
    expect(party.buffering.at(-1)).toEqual({ stalled: false, at: 12.5 });
    party.send({ timestamp: 12.5, isPlaying: true });
    await party.advance(600);
    expect(Math.abs(party.errorMs)).toBeLessThan(5);
    expect(party.buffering.length).toBe(3);
  });

  it('shows who is waited for when only the hold changed', async () => {
    const party = await new Party().playing();
    party.send({ timestamp: 12.5, hold: { waitingFor: names, until: 0 } });
    await party.advance(300);
    const { seek } = party.video.calls;
    party.send({ timestamp: 12.5, hold: { waitingFor: names.slice(1), until: 0 } });
    await party.advance(300);
    expect(party.status?.waitingFor).toEqual(['Ben']);
    expect(party.video.calls.seek).toBe(seek);
  });
});

describe('status', () => {
  it('comes about four times a second, with skew and latency', async () => {
    const party = await new Party().playing();
    const before = party.statuses.length;
    await party.advance(10_000);
    expect(party.statuses.length - before).toBeGreaterThan(30);
    expect(party.statuses.length - before).toBeLessThan(45);
    expect(party.status).toMatchObject({ state: 'in-sync', latencyMs: 42 });
    expect(Math.abs(party.status?.skewMs ?? 99)).toBeLessThan(5);
  });

  it('says that it catches up while it is far off', async () => {
    const party = await new Party().playing();
    party.clock.errorMs = 200;
    await party.advance(800);
    expect(party.status?.state).toBe('catching-up');
    await party.advance(6000);
    expect(party.status?.state).toBe('in-sync');
  });

  it('loads before there is a film', async () => {
    const party = new Party();
    await party.advance(100);
    expect(party.status).toEqual({
      state: 'loading',
      skewMs: null,
      behindMs: null,
      waitingFor: [],
      latencyMs: 42,
    });
    expect(party.player.position()).toBeNull();
  });
});
