/** Mutants of model/ by Stryker: `npm run bench:mutants`, or `npm run bench:mutants -- --mutate model/proofs/copies.ts` for one file. */
export default {
  mutate: ['model/**/*.ts'],
  ignorePatterns: ['dist', 'cdktf.out', 'docs'],
  plugins: ['@stryker-mutator/jest-runner', './bench/message-texts.mjs'],
  ignorers: ['message-texts'],
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  jest: { configFile: 'bench/mutants.jest.cjs', enableFindRelatedTests: false },
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { logTests: false, reportTests: false },
  jsonReporter: { fileName: 'dist/mutants.json' },
  tempDirName: 'dist/stryker',
  // TypeScript 7 gives Stryker no interface to read it with; mutants that do not compile count as alive.
  tsconfigFile: 'none',
  concurrency: 1,
  timeoutMS: 10_000,
};
