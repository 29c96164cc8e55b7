import { Library } from './library.svelte';
import { libraryApi } from './library-api';
import { uploadTransport } from './upload-transport';
import { Uploads } from './uploads.svelte';

/** They outlive the view: an upload goes on while its owner looks at something else. */
export const library = new Library(libraryApi);
export const uploads = new Uploads(uploadTransport, (videoId) => {
  library.refresh(videoId).catch(() => undefined);
});
