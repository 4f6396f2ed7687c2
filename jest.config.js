/** Source is transformed without a type check; `npm run types` checks the types of sources and tests. */
module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  // End-to-end tests start terraform and databases; everything else stays within the default.
  testTimeout: 120_000,
  maxWorkers: 2,
};
