import { createHash, type Hash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/**
 * Counts and hashes what passes through: as a whole, and in parts of `partBytes` as a multipart upload cuts them, so that the checksum that
 * S3 composes of its parts can be compared with one of our own.
 */
export class PartHash extends Transform {
  bytes = 0;
  private readonly whole = createHash('sha256');
  private readonly parts: Buffer[] = [];
  private part: Hash = createHash('sha256');
  private partFill = 0;

  constructor(private readonly partBytes: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.whole.update(chunk);
    for (let rest = chunk; rest.length > 0; ) {
      const piece = rest.subarray(0, this.partBytes - this.partFill);
      this.part.update(piece);
      this.partFill += piece.length;
      rest = rest.subarray(piece.length);
      if (this.partFill === this.partBytes) this.closePart();
    }
    done(undefined, chunk);
  }

  override _flush(done: TransformCallback): void {
    if (this.partFill > 0 || this.parts.length === 0) this.closePart();
    done();
  }

  /** The checksum that S3 reports for an upload of these bytes, once the stream has ended. */
  s3Checksum(): string {
    const [first, ...others] = this.parts;
    if (first === undefined || others.length === 0) return (first ?? Buffer.alloc(0)).toString('base64');
    const composed = createHash('sha256').update(Buffer.concat(this.parts)).digest('base64');
    return `${composed}-${this.parts.length}`;
  }

  /** Hexadecimal SHA-256 of everything, once the stream has ended. */
  sha256(): string {
    return this.whole.copy().digest('hex');
  }

  private closePart(): void {
    this.parts.push(this.part.digest());
    this.part = createHash('sha256');
    this.partFill = 0;
  }
}
