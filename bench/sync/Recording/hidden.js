// What a page can notice of another tab in front of it: it is told, gets no animation frames, and its timers come on the full
// second. A page that is driven by Playwright never becomes hidden by itself, as it emulates that somebody looks at it.
(() => {
  const frame = window.requestAnimationFrame.bind(window);
  const timeout = window.setTimeout.bind(window);
  const waiting = [];
  let isHidden = false;

  Object.defineProperty(document, 'visibilityState', { get: () => (isHidden ? 'hidden' : 'visible') });
  Object.defineProperty(document, 'hidden', { get: () => isHidden });
  window.requestAnimationFrame = (run) => frame((at) => (isHidden ? waiting.push(run) : run(at)));
  window.setTimeout = (run, ms = 0, ...rest) => {
    const now = performance.now();
    return timeout(run, isHidden ? Math.ceil((now + ms) / 1000) * 1000 - now : ms, ...rest);
  };
  window.matineeHide = (value) => {
    isHidden = value;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    if (!value) for (const run of waiting.splice(0)) frame(run);
  };
})();
