// A machine whose clock runs fast: everything that the page's later scripts can read of it. Appended to the recorder, which
// has taken what it needs before.
(() => {
  const factor = 1 + driftPpm * 1e-6;
  const nowOf = Performance.prototype.now;
  Performance.prototype.now = function () {
    return nowOf.call(this) * factor;
  };
  const origin = performance.timeOrigin;
  const RealDate = Date;
  const dateNow = () => Math.round(origin + nowOf.call(performance) * factor);
  window.Date = class extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(dateNow());
      else super(...parts);
    }
    static now() {
      return dateNow();
    }
  };
  const frame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (run) => frame((at) => run(at * factor));
  const { get } = Object.getOwnPropertyDescriptor(Event.prototype, 'timeStamp');
  Object.defineProperty(Event.prototype, 'timeStamp', {
    configurable: true,
    get() {
      return get.call(this) * factor;
    },
  });
})();
