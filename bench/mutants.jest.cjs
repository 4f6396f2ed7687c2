/** The quick tests of the model, which need no other program. */
const base = require('../jest.config.js');

module.exports = {
  ...base,
  testMatch: ['model', 'signals', 'products'].map((folder) => `**/__tests__/${folder}/**/*.test.ts`),
  testPathIgnorePatterns: ['promtool', 'causes', 'tiers', 'brute-force'],
};
