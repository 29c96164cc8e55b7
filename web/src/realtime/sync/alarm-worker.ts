// Browsers slow the timers of pages that nobody sees down to one a second, and leave those of workers alone.
onmessage = ({ data }: MessageEvent<{ id: number; ms: number }>) => {
  setTimeout(() => postMessage(data.id), data.ms);
};
