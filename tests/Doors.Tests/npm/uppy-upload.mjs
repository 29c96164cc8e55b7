// node uppy-upload.mjs <endpoint> <token> <bytes> : Uppy and its tus plugin, as they are published, with a film of that size.
// Under Node the plugin's tus client wants a Buffer, and Uppy a size.
import Uppy from "@uppy/core";
import Tus from "@uppy/tus";

const [endpoint, token, bytes] = process.argv.slice(2);
const uppy = new Uppy().use(Tus, {
  endpoint,
  headers: { authorization: `Bearer ${token}` },
  allowedMetaFields: ["name", "type", "title"],
  removeFingerprintOnSuccess: true,
  storeFingerprintForResuming: false,
  chunkSize: 300_000,
});
uppy.addFile({ name: "from uppy.mp4", type: "video/mp4", data: Object.assign(Buffer.alloc(Number(bytes), 7), { size: Number(bytes) }), meta: { title: "By Uppy" } });
const { successful, failed } = await uppy.upload();
for (const { error } of failed) console.error(error);
console.log(JSON.stringify(successful.map(({ uploadURL }) => uploadURL)));
process.exit(failed.length);
