// How long all proofs of all product environments take, as a ratio to what plain cdktf needs to build and resolve the same stacks. Each
// sample is a process of its own, so that nothing is warm; samples of both alternate, because machines drift. Prints medians; decides
// nothing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const load = (module) => createRequire(import.meta.url)(join(root, 'dist', module));
const elapsed = (work) => {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e6;
};

function declared() {
  const { products } = load('products/index.js');
  const { environmentsOf } = load('model/product-environment.js');
  return products.map((product) => {
    const { declaration } = product.evaluate();
    return { declaration, environments: environmentsOf(declaration) };
  });
}

/** What `assemble` builds, without its proofs. */
function build(outdir) {
  const { App } = createRequire(import.meta.url)('cdktf');
  const { Settings } = load('settings/settings.js');
  const { OnCallStack } = load('stacks/on-call-stack.js');
  const { environmentStacks } = load('stacks/environment-stacks.js');
  const app = new App({ outdir });
  return declared().flatMap(({ declaration, environments }) => {
    const onCall = new OnCallStack(app, declaration, Settings.none);
    return [
      onCall,
      ...environments.flatMap((environment) =>
        environmentStacks(app, environment, Settings.none, environment.posture.pages ? onCall : undefined),
      ),
    ];
  });
}

const samples = {
  /** The proofs alone: those over the declarations, and those over the resolved stacks. */
  proofs(outdir) {
    const { Settings } = load('settings/settings.js');
    const { checkEnvironment, checkProduct } = load('stacks/proofs.js');
    const { baselineOf, checkBaseline } = load('model/proofs/baseline.js');
    const { proveWritten } = load('stacks/written-proofs.js');
    const { resolveStacks } = load('stacks/synthesis.js');
    const all = declared();
    const byDeclaration = elapsed(() => {
      const baseline = baselineOf(all.map(({ declaration }) => declaration));
      for (const { declaration, environments } of all) {
        checkProduct(declaration);
        checkBaseline(declaration, baseline);
        for (const environment of environments) checkEnvironment(environment, Settings.none);
      }
    });
    const stacks = build(outdir);
    const rendered = resolveStacks(stacks);
    const environments = all.flatMap((product) => product.environments);
    return byDeclaration + elapsed(() => proveWritten(rendered, { environments, stacks }));
  },
  /** Stacks as cdktf itself prepares and resolves them. */
  plain(outdir) {
    const { TerraformStack } = createRequire(import.meta.url)('cdktf');
    const { prepareStack, toTerraform } = TerraformStack.prototype;
    return elapsed(() => {
      const stacks = build(outdir);
      for (const stack of stacks) prepareStack.call(stack);
      for (const stack of stacks) JSON.stringify(toTerraform.call(stack), null, 2);
    });
  },
};

const [mode, folder] = process.argv.slice(2);
if (mode in samples) {
  process.stdout.write(String(samples[mode](folder)));
} else {
  const scratch = mkdtempSync(join(tmpdir(), 'opskeep-bench-'));
  const runs = Number(mode ?? 9);
  const sample = (of) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), of, join(scratch, of)], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return Number(stdout);
  };
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const pairs = Array.from({ length: runs }, () => ({ proofs: sample('proofs'), plain: sample('plain') }));
  rmSync(scratch, { recursive: true });
  const of = (what) => median(pairs.map((pair) => pair[what])).toFixed(0);
  const ratio = median(pairs.map(({ proofs, plain }) => proofs / plain));
  console.error(`proofs ${of('proofs')} ms, plain cdktf ${of('plain')} ms, ratio ${ratio.toFixed(2)} (median of ${runs} pairs)`);
}
