import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import { checkNameLength, type LimitedName } from '../../model/names';

export { fittedName } from '../../model/names';

/** Whether the text, or a part of it, is only known to Terraform. */
export function isToken(text: string): boolean {
  return text.includes('${');
}

/** A name within its vendor's limit; a longer one is a finding at the construct. A token is taken as it is. */
export function limitedName(where: string, kind: LimitedName, name: string): string {
  if (isToken(name)) return name;
  for (const finding of checkNameLength(where, kind, name)) reportFinding(finding, undefined);
  return name;
}

/** An image that is named by digest cannot change under a job. A token is checked where it is given. */
export function imageByDigest(where: string, image: string): string {
  if (isToken(image) || /@sha256:[0-9a-f]{64}$/.test(image)) return image;
  const allowed = '<registry>/<name>@sha256:<64 hexadecimal digits>';
  const mend = 'push the image and name it by the digest that the registry answers';
  return reportFinding(messages.vendorLimit(where, 'an image without a digest', `"${image}"`, allowed, mend), image);
}
