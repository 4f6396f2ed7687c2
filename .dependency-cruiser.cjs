/** The floors of the house: imports point downwards only. Each floor names what it may stand on. */
const floors = {
  requirements: [],
  model: [],
  signals: ['model'],
  products: ['model', 'signals'],
  constructs: ['model', 'signals', '\\.gen'],
  settings: ['model'],
  stacks: ['model', 'signals', 'constructs', 'settings', 'requirements', 'drills', '\\.gen'],
  doctor: ['model', 'products', 'settings', 'stacks'],
  drills: ['model'],
  dates: ['model', 'products', 'drills'],
  runbooks: ['model', 'signals', 'products', 'settings', 'requirements', 'stacks'],
  life: ['model', 'signals', 'products', 'settings', 'runbooks', 'stacks'],
  jobs: ['model'],
};

const everything = [...Object.keys(floors), '\\.gen', 'main\\.ts', 'index\\.ts', '__tests__'].join('|');

const rules = Object.entries(floors).map(([floor, below]) => ({
  name: `floor-${floor}`,
  comment: `${floor}/ may import ${below.length === 0 ? 'nothing of the project' : below.join(', ')} only`,
  severity: 'error',
  from: { path: `^${floor}/` },
  to: { path: `^(${everything})`, pathNot: `^(${[floor, ...below].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...rules,
    {
      name: 'no-provider-outside-constructs',
      comment: 'model, signals, products and settings are pure data: they know neither cdktf nor a provider',
      severity: 'error',
      from: { path: '^(model|signals|products|settings|requirements|drills|runbooks|life|doctor|dates|jobs)/' },
      to: { path: 'node_modules/(cdktf|constructs|@cdktf|@grafana)/' },
    },
    {
      name: 'no-barrel',
      comment: 'the barrel of a provider costs 13 s and 2.4 GB; import lib/<resource>',
      severity: 'error',
      from: {},
      to: { path: 'node_modules/@cdktf/provider-[a-z]+/lib/index\\.' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-tests', severity: 'error', from: { pathNot: '^__tests__/' }, to: { path: '^__tests__/' } },
    {
      name: 'no-dev-dependency-at-run-time',
      severity: 'error',
      from: {
        path: '^(main\\.ts|index\\.ts|model|signals|products|settings|constructs|stacks|requirements|drills|runbooks|life|doctor|dates|jobs)',
      },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|cdktf\\.out)/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
