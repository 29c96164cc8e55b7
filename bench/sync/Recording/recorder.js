// Notes in every frame what the film does, with the machine's clock. Knows nothing of the app but that it shows a video, and
// reads through what the browser itself defines: what later scripts replace (a drifting clock, a player's patches) does not
// reach it.
(() => {
  const nowOf = Performance.prototype.now;
  const clock = performance;
  const origin = performance.timeOrigin;
  const now = () => origin + nowOf.call(clock);
  const frame = window.requestAnimationFrame.bind(window);
  const listen = EventTarget.prototype.addEventListener;
  const getter = (type, name) => {
    const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
    return (element) => get.call(element);
  };
  const position = getter(HTMLMediaElement, 'currentTime');
  const paused = getter(HTMLMediaElement, 'paused');
  const seeking = getter(HTMLMediaElement, 'seeking');
  const rate = getter(HTMLMediaElement, 'playbackRate');
  const readyState = getter(HTMLMediaElement, 'readyState');
  const qualityOf = HTMLVideoElement.prototype.getVideoPlaybackQuality;
  const onFrame = HTMLVideoElement.prototype.requestVideoFrameCallback;

  const most = 20_000;
  const samples = [];
  const events = [];
  const watched = new WeakSet();
  let shown = null;

  const watch = (video) => {
    watched.add(video);
    const note = (_, { mediaTime }) => {
      shown = mediaTime;
      onFrame.call(video, note);
    };
    onFrame.call(video, note);
  };

  const sample = () => {
    const video = document.querySelector('video');
    if (video) {
      if (!watched.has(video)) watch(video);
      const flags = (paused(video) ? 1 : 0) | (seeking(video) ? 2 : 0);
      samples.push([now(), position(video), flags, rate(video), readyState(video)]);
      if (samples.length > most) samples.splice(0, most / 2);
    }
    frame(sample);
  };
  frame(sample);

  for (const name of ['seeking', 'ratechange', 'waiting']) {
    listen.call(document, name, (event) => events.push([now(), name, rate(event.target)]), true);
  }

  window.matineeRecorder = {
    clock: now,
    take: () => ({ samples, events }),
    film: () => {
      const video = document.querySelector('video');
      if (!video) return null;
      const quality = qualityOf.call(video);
      let ahead = 0;
      for (let i = 0; i < video.buffered.length; i++) {
        if (video.buffered.start(i) <= position(video) + 0.1 && position(video) <= video.buffered.end(i))
          ahead = video.buffered.end(i) - position(video);
      }
      return {
        position: position(video),
        paused: paused(video),
        seeking: seeking(video),
        rate: rate(video),
        readyState: readyState(video),
        ahead,
        shown: shown ?? -1,
        dropped: quality.droppedVideoFrames,
        frames: quality.totalVideoFrames,
      };
    },
    // The frame on the screen as a number: equal frames, equal numbers.
    picture: () => {
      const video = document.querySelector('video');
      const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight });
      const context = canvas.getContext('2d');
      context.drawImage(video, 0, 0);
      let hash = 0x811c9dc5;
      for (const byte of context.getImageData(0, 0, canvas.width, canvas.height).data) hash = Math.imul(hash ^ byte, 0x01000193);
      return hash >>> 0;
    },
  };
})();
