// A watch-party client as such clients are commonly built, with one of the common policies. The host's commands, and the host's
// position every two seconds, are relayed to the others. There is no common clock: a position counts from when it arrives.
(() => {
  const hostEveryMs = 2000;
  const lookEveryMs = 250;
  const settings = new URLSearchParams(location.search);
  const isHost = settings.get('role') === 'host';
  const video = document.querySelector('video');
  const socket = new WebSocket(`ws://${location.host}/relay?party=${settings.get('party')}&role=${settings.get('role')}`);

  // Where the host said it was, and when that arrived.
  let heard = null;
  const target = () =>
    heard.position + (heard.playing ? (performance.now() - heard.at) / 1000 : 0);

  const policies = {
    // Commands are followed, and nothing else.
    none: { heartbeat: () => {}, look: () => {} },
    // A seek for more than a second.
    'seek-1s': {
      heartbeat: () => {
        if (Math.abs(target() - video.currentTime) > 1) video.currentTime = target();
      },
      look: () => {},
    },
    // Beyond 60 ms a second at the speed that makes up for it; beyond two seconds a seek.
    'burst-60ms': {
      heartbeat: () => {},
      look: () => {
        const error = target() - video.currentTime;
        if (video.playbackRate !== 1 || video.paused || Math.abs(error) < 0.06) return;
        if (Math.abs(error) > 2) {
          video.currentTime = target();
          return;
        }
        video.playbackRate = Math.min(2, Math.max(0.5, 1 + error));
        setTimeout(() => (video.playbackRate = 1), 1000);
      },
    },
    // Beyond half a second at most a tenth faster or slower, until within a tenth of a second; beyond five seconds a seek.
    'rate-1.1x': {
      heartbeat: () => {},
      look: () => {
        const error = target() - video.currentTime;
        if (Math.abs(error) > 5) video.currentTime = target();
        else if (Math.abs(error) > 0.5) video.playbackRate = error > 0 ? 1.1 : 0.9;
        else if (Math.abs(error) < 0.1) video.playbackRate = 1;
      },
    },
  };
  const policy = policies[settings.get('policy')];

  const follow = ({ type, position, playing }) => {
    heard = { position, playing, at: performance.now() };
    if (type === 'heartbeat') {
      // A newcomer's first word of the film counts as a command.
      if (playing && video.paused) type = 'command';
      else policy.heartbeat();
    }
    if (type !== 'command') return;
    if (Math.abs(video.currentTime - position) > 0.001) video.currentTime = position;
    if (playing) video.play();
    else video.pause();
  };

  const tell = (type) =>
    socket.send(JSON.stringify({ type, position: video.currentTime, playing: !video.paused }));

  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'ask') {
      if (isHost) tell('heartbeat');
    } else follow(message);
  };
  if (isHost) setInterval(() => socket.readyState === 1 && tell('heartbeat'), hostEveryMs);
  else setInterval(() => heard && heard.playing && policy.look(), lookEveryMs);

  window.command = async (name, position) => {
    if (name === 'play') await video.play();
    else if (name === 'pause') video.pause();
    else video.currentTime = position;
    tell('command');
  };
  window.isConnected = () => socket.readyState === 1;
})();
