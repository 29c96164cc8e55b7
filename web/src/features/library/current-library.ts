import { Library } from './library.svelte';
import { libraryApi, watchUploads } from './library-api';
import { Processing } from './processing.svelte';
import { uploadTransport } from './upload-transport';
import { Uploads } from './uploads.svelte';

/** They outlive the view: an upload goes on while its owner looks at something else. */
export const library = new Library(libraryApi);
export const uploads = new Uploads(uploadTransport, (videoId) => {
  library.refresh(videoId).catch(() => undefined);
});
export const processing = new Processing(
  { watch: watchUploads, wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
  {
    onOpen: () => {
      void uploads.refresh();
      void library.refreshUnfinished();
    },
    onStatus: (status, isTurn) => {
      uploads.hear(status);
      if (isTurn && status.video_id !== undefined)
        library.refresh(status.video_id).catch(() => undefined);
    },
  },
);
