import { App } from 'cdktf';
import { BaseStack } from '../../stacks/base-stack';
import type { RenderedStack } from '../../stacks/rendered-stack';

class WrittenStack extends BaseStack {
  constructor(id: string) {
    super(new App(), id, { state: { backend: 'local' } });
  }
}

/** A stack that was written with exactly these resources, by type and id. */
export const written = (id: string, resource: Readonly<Record<string, Readonly<Record<string, object>>>>): RenderedStack => ({
  stack: new WrittenStack(id),
  json: { resource },
});
