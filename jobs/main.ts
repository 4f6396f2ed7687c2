import { exitCodes } from './exit';
import { programs } from './program-table';
import { runProgram } from './run-program';

async function main([name = '', ...words]: readonly string[]): Promise<number> {
  const program = programs[name];
  if (program === undefined) {
    process.stderr.write(`There is no program "${name}". Allowed: ${Object.keys(programs).join(', ')}.\n`);
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

main(process.argv.slice(2)).then((code) => {
  process.exit(code);
});
