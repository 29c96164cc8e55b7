// node uppy-upload.mjs <endpoint> <token> <bytes>… : Uppy and its tus plugin, as they are published, with a film of each size, all
// at once. Tells how far they are, and at the end where they went. Under Node the plugin's tus client wants a Buffer, and Uppy a size.
import Uppy from "@uppy/core";
import Tus from "@uppy/tus";

const [endpoint, token, ...sizes] = process.argv.slice(2);
const say = (line) => console.log(JSON.stringify(line));
const uppy = new Uppy().use(Tus, {
  endpoint,
  headers: { authorization: `Bearer ${token}` },
  allowedMetaFields: ["name", "type", "title"],
  removeFingerprintOnSuccess: true,
  storeFingerprintForResuming: false,
  chunkSize: 300_000,
  retryDelays: Array.from({ length: 100 }, () => 100),
});
for (const [index, size] of sizes.map(Number).entries()) {
  const data = Object.assign(Buffer.alloc(size, index + 1), { size });
  uppy.addFile({ name: `from uppy ${index}.mp4`, type: "video/mp4", data, meta: { title: `By Uppy ${index}` } });
}
uppy.on("upload-progress", (file, { bytesUploaded }) => say({ file: file.name, sent: bytesUploaded }));
const { successful, failed } = await uppy.upload();
for (const { error } of failed) console.error(error);
say({ urls: successful.map(({ uploadURL }) => uploadURL) });
process.exit(failed.length);
