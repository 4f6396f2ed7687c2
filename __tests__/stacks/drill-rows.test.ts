import { renderProducts, resources } from '../support/rendered';

const whole = renderProducts();

describe.each([
  ['life-manager', ['"User"', '"Task"']],
  ['mobile-matrix', ['phones']],
])('the weekly restore of %s', (product, tables) => {
  it('counts the rows of its tables, and a panel shows what it counted', () => {
    const [task] = resources(whole, 'aws_ecs_task_definition').filter(
      ({ stack, block }) => stack === `${product}-production-backup` && block['family'] === `${product}-production-database-weekly-restore`,
    );
    const [container] = JSON.parse(String(task?.block['container_definitions'])) as [{ environment: { name: string; value: string }[] }];
    const checks = container.environment.find(({ name }) => name === 'CHECKS')?.value ?? '';
    expect(JSON.parse(checks)).toEqual(tables.map((table) => ({ kind: 'rows', table, atLeast: 1 })));
    const queries = resources(whole, 'grafana_dashboard')
      .filter(({ stack }) => stack === `${product}-production-monitoring`)
      .flatMap(({ block }) => (JSON.parse(String(block['config_json'])) as { panels: { targets?: { expr: string }[] }[] }).panels)
      .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(queries.filter((query) => query.includes('opskeep_backup_drill_rows'))).toHaveLength(1);
  });
});
