// node tus-parallel.mjs <endpoint> <token> <bytes> : tus-js-client as it is published, asked to send the parts of one film at
// once; tells with what it ends.
import * as tus from "tus-js-client";

const [endpoint, token, bytes] = process.argv.slice(2);
const upload = new tus.Upload(Buffer.alloc(Number(bytes), 7), {
  endpoint,
  parallelUploads: 2,
  headers: { authorization: `Bearer ${token}` },
  metadata: { filename: "film.mp4" },
  retryDelays: [0, 100],
  onError: (error) => console.log(JSON.stringify({ status: error.originalResponse?.getStatus() ?? 0, body: error.originalResponse?.getBody() ?? String(error) })),
  onSuccess: () => console.log(JSON.stringify({ status: 201, body: "" })),
});
upload.start();
