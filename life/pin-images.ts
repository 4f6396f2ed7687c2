import type { Product } from '../model/product';
import { baseImages } from './base-images';
import { inOneLine } from './causes';
import { readPins, writePins } from './image-pins';
import { Registry } from './registry';
import type { Terminal } from './terminal';

const usage = [
  'usage: npm run pin-images [-- --mirror=<url>]',
  '  reads the digests of the base images of the jobs from Docker Hub and writes them to jobs/images.json, to be committed',
  '  --mirror=<url>   a mirror of Docker Hub instead, e.g. https://public.ecr.aws/docker',
].join('\n');

/** Reads what the tags of the base images mean now, and writes it down. Writes nothing where one of them cannot be read. Gives the exit code. */
export async function pinImages(words: readonly string[], products: readonly Product[], file: string, terminal: Terminal): Promise<number> {
  const [mirror, ...more] = words.map((word) => /^--mirror=(https?:\/\/.+)$/.exec(word)?.[1]);
  if (more.length > 0 || (words.length > 0 && mirror === undefined)) {
    terminal.complain(usage);
    return 1;
  }
  const registry = Registry.at(mirror);
  const before = readPins(file) ?? {};
  const answers = await Promise.all(
    baseImages(products).map(async (image) => {
      try {
        return { image, pin: await registry.pinned(image) };
      } catch (error) {
        return { image, problem: inOneLine(error) };
      }
    }),
  );
  const problems = answers.flatMap(({ image, problem }) => (problem === undefined ? [] : [`${image.repository}:${image.tag}: ${problem}`]));
  if (problems.length > 0) {
    terminal.complain([...problems, `Nothing was written: ${file} is as it was.`].join('\n'));
    return 1;
  }
  const pins = Object.fromEntries(answers.map(({ image, pin = '' }) => [image.name, pin]));
  writePins(file, pins);
  for (const [name, pin] of Object.entries(pins)) terminal.tell(`${before[name] === pin ? 'as before' : 'new'}  ${pin}`);
  terminal.tell(`Written to ${file}: commit it.`);
  return 0;
}
