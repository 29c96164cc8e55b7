import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Playback } from '@/wire/party';
import { joinAnswer, member, party, playback } from './party-fixture';
import { RoomState } from './room-state.svelte';

describe('RoomState', () => {
  const onPlayback = vi.fn<(playback: Playback) => void>();
  let room: RoomState;

  beforeEach(() => {
    onPlayback.mockClear();
    room = new RoomState(onPlayback);
    room.enter(joinAnswer('bo', { party: party({ playback: playback({ epoch: 2, seq: 5 }) }) }));
  });

  it('takes the snapshot over and hands its playback to the player', () => {
    expect(room.members.map(({ profileId }) => profileId)).toEqual(['ana', 'bo']);
    expect(room.host?.profileId).toBe('ana');
    expect(onPlayback).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ seq: 5 }));
  });

  it('ignores a state with a smaller seq', () => {
    room.handlers['party:play'](playback({ epoch: 2, seq: 4, isPlaying: true }));
    expect(room.playback?.isPlaying).toBe(false);
    expect(onPlayback).toHaveBeenCalledTimes(1);
  });

  it('ignores a state of an earlier epoch even with a larger seq', () => {
    room.handlers['party:seek'](playback({ epoch: 1, seq: 99, timestamp: 300 }));
    expect(room.playback?.timestamp).toBe(0);
  });

  it('takes a newer epoch with a smaller seq', () => {
    room.handlers['party:sync'](playback({ epoch: 3, seq: 1, timestamp: 42 }));
    expect(room.playback?.timestamp).toBe(42);
  });

  it('takes the snapshot after a reconnect for the truth', () => {
    const older = playback({ epoch: 1, seq: 1, timestamp: 7 });
    room.enter(joinAnswer('bo', { party: party({ playback: older }) }));
    expect(room.playback?.timestamp).toBe(7);
  });

  it('knows a party that has not started, until it starts', () => {
    room.enter(joinAnswer('bo', { party: party({ status: 'WAITING' }) }));
    expect(room.isStarted).toBe(false);
    room.handlers['party:started'](playback({ seq: 9, isPlaying: true }));
    expect(room.isStarted).toBe(true);
  });

  it('adds a newcomer once', () => {
    const carl = member('carl');
    room.handlers['party:member_joined']({ member: carl, memberCount: 3 });
    room.handlers['party:member_joined']({ member: carl, memberCount: 3 });
    expect(room.members.filter(({ profileId }) => profileId === 'carl')).toHaveLength(1);
  });

  it('changes only what a member update names', () => {
    room.handlers['party:member_update']({
      member: { profileId: 'ana', name: 'ana', isOnline: false },
    });
    expect(room.find('ana')).toMatchObject({ isOnline: false, role: 'HOST' });
  });

  it('removes whoever left', () => {
    room.handlers['party:member_left']({
      member: { profileId: 'ana', name: 'ana' },
      memberCount: 1,
    });
    expect(room.members.map(({ profileId }) => profileId)).toEqual(['bo']);
  });

  it('gives the remote to the new host and takes it from the old one', () => {
    expect(room.canControl).toBe(false);
    room.handlers['party:host_changed']({ newHost: { profileId: 'bo', name: 'bo' } });
    expect(room.isHost).toBe(true);
    expect(room.find('ana')?.role).toBe('MEMBER');
  });

  it('lets a moderator control but not host', () => {
    room.handlers['party:member_update']({ member: member('bo', { role: 'MODERATOR' }) });
    expect([room.canControl, room.isHost]).toEqual([true, false]);
  });

  it('books the own connection quality on the own seat', () => {
    room.handlers['party:connection_quality']({ quality: 'fair', latency: 180 });
    expect(room.me?.connection).toEqual({ quality: 'fair', latency: 180 });
    expect(room.find('ana')?.connection).toBeNull();
  });
});
