import { describe, expect, it } from 'vitest';
import { eventsOf, type ServerEvent } from './event-stream';

function bodyOf(...pieces: string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
}

async function all(body: ReadableStream<Uint8Array>): Promise<ServerEvent[]> {
  const heard: ServerEvent[] = [];
  for await (const event of eventsOf(body)) heard.push(event);
  return heard;
}

describe('events of a stream', () => {
  it('are the same however the network cuts them', async () => {
    const text = 'event: status\ndata: {"a":1}\n\n: alive\n\ndata: one\ndata: two\n\n';
    for (let cut = 0; cut <= text.length; cut++)
      expect(await all(bodyOf(text.slice(0, cut), text.slice(cut)))).toEqual([
        { event: 'status', data: '{"a":1}' },
        { event: 'message', data: 'one\ntwo' },
      ]);
  });

  it('are heard only when they are whole', async () => {
    expect(await all(bodyOf('data: a\n\ndata: b'))).toEqual([{ event: 'message', data: 'a' }]);
  });
});
