import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';

/** Parts that S3 copies at the same time. */
const partsAtOnce = 4;

/** What is copied. */
export interface CopiedObject {
  /** Bucket and key, as a header takes them. */
  readonly source: string;
  readonly bytes: number;
  /** Which content: another that took its place meanwhile ends the copy, instead of being mixed into it. */
  readonly etag: string | undefined;
}

/** Copies within S3 what is too large for one request, part by part, and takes the parts back when one fails. */
export async function copyInParts(
  client: S3Client,
  { source, bytes, etag }: CopiedObject,
  target: CreateMultipartUploadCommandInput & { readonly Bucket: string; readonly Key: string },
  partBytes: number,
  abortSignal: AbortSignal,
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target), { abortSignal });
  const upload = { Bucket: target.Bucket, Key: target.Key, UploadId };
  const copyPart = async (index: number): Promise<CompletedPart> => {
    const [start, PartNumber] = [index * partBytes, index + 1];
    const CopySourceRange = `bytes=${start}-${Math.min(start + partBytes, bytes) - 1}`;
    const command = new UploadPartCopyCommand({
      ...upload,
      PartNumber,
      CopySource: source,
      CopySourceRange,
      CopySourceIfMatch: etag,
    });
    const { CopyPartResult } = await client.send(command, { abortSignal });
    return { PartNumber, ETag: CopyPartResult?.ETag, ChecksumSHA256: CopyPartResult?.ChecksumSHA256 };
  };
  try {
    const Parts = await inTurns(Math.ceil(bytes / partBytes), copyPart);
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }), { abortSignal });
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand(upload));
    throw error;
  }
}

/** Does so many pieces of work, some at a time. Ends only when none is under way any more: what is taken back then stays so. */
async function inTurns<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const waiting = [...Array(count).keys()];
  const done: T[] = [];
  const turn = async (): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      try {
        done[index] = await work(index);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  };
  const turns = await Promise.allSettled(Array.from({ length: partsAtOnce }, turn));
  const failed = turns.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return done;
}
