// node tus-upload.mjs <endpoint> <token> <store.json> <chunk bytes or 0> <leave at bytes or 0> <file>…
// Uploads the files at once with tus-js-client as it is published, goes on with what the store remembers of earlier runs, and
// tells every accepted offset. At the given number of bytes it leaves without a word, as a closed browser does.
import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import * as tus from "tus-js-client";

const [endpoint, token, store, chunk, leaveAt, ...files] = process.argv.slice(2);
const say = (line) => console.log(JSON.stringify(line));
const urlStorage = new tus.FileUrlStorage(store);

async function send(path) {
  const resumed = { from: null };
  await new Promise((resolve, reject) => {
    const options = {
      endpoint,
      urlStorage,
      headers: { authorization: `Bearer ${token}` },
      metadata: { filename: basename(path), visibility: "unlisted" },
      uploadSize: statSync(path).size,
      fingerprint: () => Promise.resolve(`tus-${basename(path)}`),
      retryDelays: Array.from({ length: 100 }, () => 100),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        say({ retry: status });
        return status === 0 || status === 423 || status === 409 || status >= 500;
      },
      onAfterResponse: (request, response) => {
        if (request.getMethod() === "HEAD") resumed.from ??= Number(response.getHeader("Upload-Offset"));
      },
      onChunkComplete: (_, accepted) => {
        say({ accepted });
        if (Number(leaveAt) > 0 && accepted >= Number(leaveAt)) process.exit(3);
      },
      onProgress: (sent) => say({ sent }),
      onError: reject,
      onSuccess: resolve,
      ...(Number(chunk) > 0 ? { chunkSize: Number(chunk) } : { chunkSize: 64 << 20 }),
    };
    const upload = new tus.Upload(createReadStream(path), options);
    upload.findPreviousUploads().then((previous) => {
      if (previous.length > 0) upload.resumeFromPreviousUpload(previous[0]);
      upload.start();
    }, reject);
    upload.options.onSuccess = () => {
      say({ done: upload.url, from: resumed.from });
      resolve();
    };
  });
}

await Promise.all(files.map(send));
