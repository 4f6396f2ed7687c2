import { programs } from '../../jobs/program-table';
import { renderProducts } from '../support/rendered';

/** Words that stacks start the job image with, `opskeep <program> ...`: commands of ECS, arguments of Cloud Run. */
function commands(): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const search = (value: unknown, name?: string): void => {
    if (name === 'container_definitions' && typeof value === 'string') search(JSON.parse(value));
    else if ((name === 'command' || name === 'args') && Array.isArray(value) && value[0] === 'opskeep') found.push(value);
    else if (typeof value === 'object' && value !== null) for (const [key, part] of Object.entries(value)) search(part, key);
  };
  search(renderProducts().stacks);
  return found;
}

describe('the programs of the job image', () => {
  it('are all that a stack starts', () => {
    const started = [...new Set(commands().map(([, program = '']) => program))].sort();
    expect(started.length).toBeGreaterThan(8);
    expect(started.filter((program) => programs[program] === undefined)).toEqual([]);
  });

  it('are started by a stack, or by a person whom a runbook tells so', () => {
    const started = new Set(commands().map(([, program]) => program));
    expect(Object.keys(programs).filter((program) => !started.has(program))).toEqual(['record']);
  });
});
