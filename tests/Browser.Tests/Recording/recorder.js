// Notes in every frame what the film does, with the machine's clock. Knows nothing of the app but that it shows a video.
(() => {
  const most = 30_000;
  const samples = [];
  const note = () => {
    const video = document.querySelector('video');
    if (video) {
      samples.push([
        performance.timeOrigin + performance.now(),
        video.currentTime,
        video.paused || video.seeking ? 0 : 1,
      ]);
    }
    if (samples.length > most) samples.splice(0, most / 2);
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
  window.recordedFilm = (from) => samples.filter(([at]) => at >= from);
  window.recorderClock = () => performance.timeOrigin + performance.now();
})();
