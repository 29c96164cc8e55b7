/** Strokes on a 24 × 24 grid. */
export const icons = {
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  back: 'M4 5v5h5M4.6 10a8 8 0 1 1-.4 4.5',
  forward: 'M20 5v5h-5M19.4 10a8 8 0 1 0 .4 4.5',
  close: 'M6 6l12 12M18 6 6 18',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  upload: 'M12 16V4m0 0L7 9m5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3',
  settings: 'M4 7h10m4 0h2M4 17h2m4 0h10M16 4.8v4.4M8 14.8v4.4',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c.4-3.6 2.6-5.5 6-5.5s5.6 1.9 6 5.5M16 4.6a3.4 3.4 0 0 1 0 6.3M17.5 14.8c2 .7 3.2 2.4 3.5 5.2',
  chat: 'M4 5h16v11H10l-5 4v-4H4z',
  invite:
    'M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9c.4-3.6 2.7-5.5 6.5-5.5 2 0 3.6.6 4.7 1.7M19 14v6m-3-3h6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  send: 'M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4',
  leave: 'M14 4h5v16h-5M4 12h10m0 0-4-4m4 4-4 4',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8',
  remote: 'M7 7h12m0 0-3-3m3 3-3 3M17 17H5m0 0 3-3m-3 3 3 3',
  captions: 'M4 5h16v14H4zM7.5 15h5m2.5 0h1.5M7.5 11.5H9m2.5 0h5',
  alert: 'M12 4 2.5 20h19zM12 10v4.5m0 2.7h.01',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c.5-4 3.2-6 7.5-6s7 2 7.5 6',
} as const;

export type IconName = keyof typeof icons;
