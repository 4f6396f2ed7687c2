// As much of S3 as a put-only writer needs: takes objects and parts, keeps none of their bytes, and confirms the checksums that came
// with them. So that what is measured is the program and not the store. Prints its port.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

/** Checksums of the parts of each upload under way. */
const uploads = new Map();
let count = 0;

const xml = (root, content) => `<?xml version="1.0"?><${root}>${content}</${root}>`;

/** The checksum of a body: in its header, or in the trailer that the SDK puts behind a stream. */
const checksumIn = (headers, tail) => headers['x-amz-checksum-sha256'] ?? /x-amz-checksum-sha256:(\S+)/.exec(tail.toString('latin1'))?.[1];

createServer((request, response) => {
  const query = new URL(request.url, 'http://sink').searchParams;
  let tail = Buffer.alloc(0);
  request.on('data', (chunk) => {
    tail = chunk.length >= 256 ? chunk.subarray(-256) : Buffer.concat([tail, chunk]).subarray(-256);
  });
  request.on('end', () => {
    const checksum = checksumIn(request.headers, tail);
    const id = query.get('uploadId');
    if (query.has('uploads')) {
      count += 1;
      uploads.set(String(count), new Map());
      response.end(xml('InitiateMultipartUploadResult', `<UploadId>${count}</UploadId>`));
    } else if (request.method === 'PUT') {
      if (id !== null) uploads.get(id).set(Number(query.get('partNumber')), Buffer.from(checksum, 'base64'));
      response.writeHead(200, { etag: '"sink"', ...(checksum === undefined ? {} : { 'x-amz-checksum-sha256': checksum }) }).end();
    } else if (request.method === 'POST') {
      const parts = [...uploads.get(id)].sort(([a], [b]) => a - b).map(([, digest]) => digest);
      uploads.delete(id);
      const composed = `${createHash('sha256').update(Buffer.concat(parts)).digest('base64')}-${parts.length}`;
      response.end(xml('CompleteMultipartUploadResult', `<ETag>"sink"</ETag><ChecksumSHA256>${composed}</ChecksumSHA256>`));
    } else {
      uploads.delete(id);
      response.writeHead(204).end();
    }
  });
}).listen(0, '127.0.0.1', function () {
  process.stdout.write(`${this.address().port}\n`);
});
