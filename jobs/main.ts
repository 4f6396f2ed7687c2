import { exitCodes, JobError } from './exit';
import { programs } from './program-table';
import { restoreForPeople } from './restore/main';
import { runProgram } from './run-program';

/** What a person types, beside the programs that a scheduler starts. */
const restore = 'restore';

async function main([name = '', ...words]: readonly string[]): Promise<number> {
  if (name === restore) return await restoreForPeople(words, { ...terminal, signal: untilInterrupted() });
  const program = programs[name];
  if (program === undefined) {
    process.stderr.write(`There is no program "${name}". Allowed: ${[...Object.keys(programs), restore].join(', ')}.\n`);
    return exitCodes.settings;
  }
  return await runProgram(name, program, words, {
    environment: process.env,
    write: (line) => process.stdout.write(`${line}\n`),
    onStop: (stop) => {
      process.once('SIGTERM', stop);
      process.once('SIGINT', stop);
    },
  });
}

const terminal = {
  environment: process.env,
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
};

function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  const told = (): void => stop.abort(new JobError('interrupted', 'stopped; nothing half-done is left'));
  process.once('SIGTERM', told);
  process.once('SIGINT', told);
  return stop.signal;
}

// The image decides which Node runs; the advice of the SDK would stand between what a person reads at 3 a.m.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

main(process.argv.slice(2)).then((code) => {
  process.exit(code);
});
