/**
 * media-chrome's controls, gestures and slider ask for changes with events that its controller
 * would carry out on the video. Here the room decides: the events are caught on their way.
 */
export interface MediaRequests {
  toggle(): void;
  seekTo(seconds: number): void;
}

export function interceptMediaRequests(stage: HTMLElement, requests: MediaRequests): () => void {
  const table: Record<string, (event: Event) => void> = {
    mediaplayrequest: () => requests.toggle(),
    mediapauserequest: () => requests.toggle(),
    mediaseekrequest: (event) => {
      const seconds: unknown = (event as CustomEvent).detail;
      if (typeof seconds === 'number' && Number.isFinite(seconds)) requests.seekTo(seconds);
    },
    mediaplaybackraterequest: () => undefined,
    medialooprequest: () => undefined,
  };
  const listen = (event: Event) => {
    event.stopImmediatePropagation();
    table[event.type]?.(event);
  };
  const names = Object.keys(table);
  for (const name of names) stage.addEventListener(name, listen, { capture: true });
  return () => {
    for (const name of names) stage.removeEventListener(name, listen, { capture: true });
  };
}

/** Headset buttons and the system's media keys ask the room, too. */
export function interceptMediaKeys(requests: MediaRequests & { seekBy(seconds: number): void }) {
  if (!('mediaSession' in navigator)) return () => undefined;
  const table: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => requests.toggle()],
    ['pause', () => requests.toggle()],
    ['seekbackward', () => requests.seekBy(-10)],
    ['seekforward', () => requests.seekBy(10)],
    ['seekto', ({ seekTime }) => requests.seekTo(seekTime ?? 0)],
  ];
  for (const [action, handler] of table) navigator.mediaSession.setActionHandler(action, handler);
  return () => {
    for (const [action] of table) navigator.mediaSession.setActionHandler(action, null);
  };
}
