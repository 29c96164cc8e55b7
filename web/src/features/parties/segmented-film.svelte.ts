import type Hls from 'hls.js';
import type { ErrorData, HlsConfig } from 'hls.js';

export const AUTOMATIC = -1;

export interface Offer {
  id: number;
  name: string;
}

type Settings = { [K in keyof HlsConfig]?: HlsConfig[K] | undefined };

const settings: Settings = {
  // The player goes to where the room is, also in a film that is still being prepared and whose list therefore grows.
  startPosition: 0,
  maxLiveSyncPlaybackRate: 1,
  backBufferLength: 60,
  // Subtitles are the page's own tracks, also of films in one file.
  subtitleTrackController: undefined,
  subtitleStreamController: undefined,
  timelineController: undefined,
};

/** A film in segments, fed to a video element over HLS in the size that the network allows or the viewer chose. */
export class SegmentedFilm {
  qualities = $state.raw<readonly Offer[]>([]);
  quality = $state(AUTOMATIC);
  voices = $state.raw<readonly Offer[]>([]);
  voice = $state(AUTOMATIC);
  #hls: Hls | null = null;

  /** Returns the end of it. `broke` is called once, when nothing more can be loaded. */
  show(video: HTMLVideoElement, playlist: string, broke: () => void): () => void {
    let isOver = false;
    void import('hls.js').then(({ default: Player }) => {
      if (isOver) return;
      if (Player.isSupported())
        this.#play(new Player(settings as Partial<HlsConfig>), Player, video, playlist, broke);
      // Safari on phones plays the list by itself.
      else video.src = playlist;
    }, broke);
    return () => {
      isOver = true;
      this.#hls?.destroy();
      this.#hls = null;
      this.qualities = [];
      this.voices = [];
    };
  }

  chooseQuality(id: number): void {
    this.quality = id;
    // The next segment: what is buffered is played, so that nobody sees a gap.
    if (this.#hls) this.#hls.nextLevel = id;
  }

  chooseVoice(id: number): void {
    this.voice = id;
    if (this.#hls) this.#hls.audioTrack = id;
  }

  #play(
    hls: Hls,
    { Events, ErrorTypes }: Pick<typeof Hls, 'Events' | 'ErrorTypes'>,
    video: HTMLVideoElement,
    playlist: string,
    broke: () => void,
  ): void {
    this.#hls = hls;
    let mended = false;
    hls.on(Events.MANIFEST_PARSED, () => {
      this.qualities = hls.levels.map(({ height }, id) => ({ id, name: `${height}p` }));
      if (this.quality >= hls.levels.length) this.quality = AUTOMATIC;
      hls.currentLevel = this.quality;
    });
    hls.on(Events.AUDIO_TRACKS_UPDATED, () => {
      this.voices = hls.audioTracks.map(({ name }, id) => ({ id, name }));
    });
    hls.on(Events.AUDIO_TRACK_SWITCHED, (_: unknown, { id }) => (this.voice = id));
    hls.on(Events.ERROR, (_: unknown, { fatal, type }: ErrorData) => {
      if (!fatal) return;
      if (type === ErrorTypes.MEDIA_ERROR && !mended) {
        mended = true;
        hls.recoverMediaError();
      } else broke();
    });
    hls.loadSource(playlist);
    hls.attachMedia(video);
  }
}
