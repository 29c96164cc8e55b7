// node s3.mjs <folder> : an S3 with one empty bucket named films; prints its port.
import S3rver from "s3rver";

const [directory] = process.argv.slice(2);
const server = new S3rver({ directory, port: 0, address: "127.0.0.1", silent: true, configureBuckets: [{ name: "films" }] });
const { port } = await server.run();
console.log(JSON.stringify({ port }));
