import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';

/** Copies within S3 what is too large for one request, part by part, and takes the parts back when one fails. */
export async function copyInParts(
  client: S3Client,
  source: string,
  bytes: number,
  target: CreateMultipartUploadCommandInput & { readonly Bucket: string; readonly Key: string },
  partBytes: number,
  abortSignal: AbortSignal,
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target), { abortSignal });
  const upload = { Bucket: target.Bucket, Key: target.Key, UploadId };
  try {
    const parts = [];
    for (let start = 0, PartNumber = 1; start < bytes; start += partBytes, PartNumber += 1) {
      const CopySourceRange = `bytes=${start}-${Math.min(start + partBytes, bytes) - 1}`;
      const command = new UploadPartCopyCommand({ ...upload, PartNumber, CopySource: source, CopySourceRange });
      const { CopyPartResult } = await client.send(command, { abortSignal });
      parts.push({ PartNumber, ETag: CopyPartResult?.ETag, ChecksumSHA256: CopyPartResult?.ChecksumSHA256 });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }), { abortSignal });
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand(upload));
    throw error;
  }
}
