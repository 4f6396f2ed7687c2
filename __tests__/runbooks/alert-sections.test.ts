import { archiveName, baseBackupsOf } from '../../model/backup';
import { drillOwner } from '../../model/backup-alarms';
import { backupGauges } from '../../model/backup-metrics';
import type { ProductEnvironment } from '../../model/product-environment';
import { runbookAnchor } from '../../model/runbook-anchor';
import type { Signal } from '../../model/signal';
import type { SignalSubject } from '../../model/signal-subject';
import { generatedDocumentation, pages, stackJson, stringsIn } from './generated';
import { blocksIn, linksIn } from './markdown-links';

/** A section of a page by its anchor: from its heading to the next one. */
function sectionAt(page: string, anchor: string): string {
  const marked = page.indexOf(`<a id="${anchor}"></a>\n`);
  const heading = marked < 0 ? page.search(new RegExp(`^#{2,6} ${anchor}$`, 'm')) : page.indexOf('\n#', marked) + 1;
  expect([anchor, heading]).not.toEqual([anchor, -1]);
  const body = page.indexOf('\n', heading);
  const end = page.slice(body).search(/^#{2,6} /m);
  return page.slice(heading, end < 0 ? undefined : body + end);
}

interface Case {
  readonly product: string;
  readonly anchor: string;
  readonly signal: Signal;
  readonly page: string;
  readonly section: string;
}

const contexts = generatedDocumentation().runbooks.map(({ context }) => context);

/** Every alert section of every product, of what its main environment has: commands of a runbook name that one. */
const cases: readonly Case[] = contexts.flatMap(({ product, main }) => {
  const page = pages().get(`runbooks/${product.name}.md`) ?? '';
  return main.signals.flatMap((signal) =>
    [...new Set(signal.tiers.map(({ severity }) => severity))].map((severity) => {
      const anchor = runbookAnchor(signal.id, severity);
      return { product: product.name, anchor, signal, page, section: sectionAt(page, anchor) };
    }),
  );
});

function productionOf(name: string): ProductEnvironment {
  const found = contexts.find(({ product }) => product.name === name);
  if (found === undefined) throw new RangeError(name);
  return found.main.environment;
}

/** The cases on one kind of subject, with it. */
const casesOn = <Kind extends SignalSubject['kind']>(kind: Kind) =>
  cases.flatMap((one) => {
    const { subject } = one.signal;
    return subject?.kind === kind ? [{ ...one, subject: subject as Extract<SignalSubject, { kind: Kind }> }] : [];
  });

/** Shell blocks of a section as a shell reads them, each command on one line: pages break long commands, and long words inside of quotes. */
const commandsIn = (section: string): readonly string[] =>
  blocksIn(section, 'sh').map((block) => block.replace(/(['"])\\\n\1/g, '').replace(/ \\\n */g, ' '));

/** Shell blocks of the sections that a section links to, by anchor. */
const linkedBlocks = (page: string, section: string, pattern: RegExp): readonly string[] =>
  [...new Set(linksIn(section))].filter((target) => pattern.test(target)).flatMap((target) => commandsIn(sectionAt(page, target.slice(1))));

const names = (list: readonly Case[]): readonly string[] => list.map(({ product, anchor }) => `${product} ${anchor}`);

/** Log groups, ECS families, Cloud Run jobs and workflows of all rendered stacks. */
const deployed = new Set([...stackJson().values()].flatMap(stringsIn));

const startsJob = /aws ecs run-task|gcloud run jobs execute|gcloud workflows run/;

describe('an alert on the copies in a tier', () => {
  const all = casesOn('copies');

  it('is there for every tier that a schedule of any product fills', () => {
    const declared = contexts.flatMap(({ product, main: { environment } }) => [
      ...environment.backups.flatMap(({ name, runs }) => runs.map(({ tier }) => `${product.name} ${name} ${tier.name}`)),
      ...environment.archives.flatMap((one) => baseBackupsOf(one).map(({ tier }) => `${product.name} ${archiveName(one)} ${tier}`)),
    ]);
    expect(new Set(all.map(({ product, subject }) => `${product} ${subject.backup} ${subject.tier}`))).toEqual(new Set(declared));
  });

  it('leads to a command that fills exactly that tier', () => {
    const wrong = all.filter(({ page, section, subject, product }) => {
      const [start = '', ...others] = linkedBlocks(page, section, /^#copies-/).filter((block) => startsJob.test(block));
      const environment = productionOf(product);
      const archive = environment.archives.find((one) => archiveName(one) === subject.backup);
      if (archive !== undefined) {
        const fills = baseBackupsOf(archive)[0].tier === subject.tier;
        return others.length > 0 || !fills || !start.includes(`--task-definition ${environment.id}-${subject.backup} `);
      }
      const backup = environment.backups.find(({ name }) => name === subject.backup);
      const tier = backup?.runs.map((run) => run.tier).find(({ name }) => name === subject.tier);
      if (backup === undefined || tier === undefined) return true;
      const word = environment.product.cloud === 'google' && backup.source.kind !== 'firestore';
      const fills = word
        ? start.includes(`${environment.id}-${backup.name}-${tier.name} `)
        : /"TIER"|"tier"/.test(start)
          ? start.includes(`"${tier.name}"`) && start.includes(`"${tier.prefix}"`)
          : backup.onDemand === undefined && backup.runs[0].tier.name === tier.name;
      return others.length > 0 || !fills;
    });
    expect(names(wrong)).toEqual([]);
  });

  it('leads to a log that the rendered stacks create, of the very job', () => {
    const wrong = all.filter(({ page, section }) => {
      const logs = linkedBlocks(page, section, /^#copies-/).filter((block) => /logs tail|logging read/.test(block));
      return logs.length !== 1 || logs.some((log) => !readsKnownLog(log));
    });
    expect(names(wrong)).toEqual([]);
  });

  it('names its bucket where somebody has to look into it', () => {
    const looking = all.filter(({ subject }) => subject.gauge !== backupGauges.duration);
    expect(names(looking.filter(({ section }) => !/in bucket `|bucket `[a-z0-9-]+` holds/.test(section)))).toEqual([]);
  });

  it('compares a copy that is too small before it lets anybody make another', () => {
    const small = all.filter(({ subject }) => subject.gauge === backupGauges.sizeRatio || subject.gauge === backupGauges.size);
    expect(small.length).toBeGreaterThan(40);
    const wrong = small.filter(({ page, section }) => {
      const [checks = '', fix = ''] = section.split('**Fix.**');
      const [before, start] = [fix.indexOf('start no run, and [restore'), fix.indexOf('then start a run')];
      const comparing = linkedBlocks(page, section, /^#copies-/).some((block) => /diff <\(jq|pgbackrest --stanza=\S+ info/.test(block));
      return !/^1\. Compare the newest copy/m.test(checks) || before < 0 || start < before || !comparing;
    });
    expect(names(wrong)).toEqual([]);
  });

  it('lets nobody repeat a run that was only slow', () => {
    const slow = all.filter(({ subject }) => subject.gauge === backupGauges.duration);
    expect(slow.length).toBeGreaterThan(20);
    expect(names(slow.filter(({ section }) => !section.includes('Start no second run') || section.includes('**Start**')))).toEqual([]);
    expect(names(slow.filter(({ section }) => !section.includes('**Impact.** Nothing is lost')))).toEqual([]);
  });
});

/** Whether each log that the lines read is one that a stack makes, and each job one that writes there. */
function readsKnownLog(lines: string): boolean {
  const groups = [...lines.matchAll(/aws logs tail (\S+)/g)].map(([, group = '']) => group);
  const streams = [...lines.matchAll(/--log-stream-name-prefix (\S+)\//g)].map(([, stream = '']) => stream);
  const families = [...lines.matchAll(/"family:([^"]+)"/g)].map(([, family = '']) => family);
  const jobs = [...lines.matchAll(/(?:job_name|workflow_id)="([^"]+)"/g)].map(([, job = '']) => job);
  const prefixes = groups.filter((group) => group.startsWith('/opskeep/')).map((group) => group.split('/')[2]);
  const known = [...groups, ...families, ...jobs, ...streams.map((stream) => `${prefixes[0]}-${stream}`)];
  return known.length > 0 && known.every((name) => deployed.has(name)) && groups.length === streams.length + families.length;
}

describe('an alert on a drill', () => {
  const all = casesOn('drill').map((one) => {
    const { backups, archives } = productionOf(one.product);
    const scheduled = [...backups.flatMap(({ drills }) => drills), ...archives.map(({ drill }) => drill)].find(
      ({ name }) => name === one.subject.drill,
    )?.schedule;
    return { ...one, recorded: scheduled === undefined };
  });

  it('is there for drills of machines and of people', () => {
    expect(new Set(all.map(({ recorded }) => recorded))).toEqual(new Set([true, false]));
  });

  it('tells nobody to start a backup', () => {
    const wrong = all.filter(
      ({ page, section }) =>
        /#copies-|#backup-|start (a|the) (run|backup)/i.test(section) ||
        linkedBlocks(page, section, /^#drill-/).some((block) => startsJob.test(block) && /"TIER"|-export /.test(block)),
    );
    expect(names(wrong)).toEqual([]);
  });

  it('leads to the log, the results and the start of the very drill where a machine does it', () => {
    const wrong = all.filter(({ recorded, product, page, section, subject }) => {
      const blocks = linkedBlocks(page, section, /^#drill-/);
      const job = `${productionOf(product).id}-${subject.backup}-${subject.drill}`;
      const starts = blocks.some((block) => startsJob.test(block) && block.includes(`${job} `) && deployed.has(job));
      return !recorded && !(starts && blocks.some(readsKnownLog) && blocks.some((block) => block.startsWith('opskeep restore drills ')));
    });
    expect(names(wrong)).toEqual([]);
  });

  it('leads to what people do and to how they record it where they do it, and to no log of a job', () => {
    const recorded = all.filter((one) => one.recorded);
    const wrong = recorded.filter(({ page, section, subject }) => {
      const blocks = linkedBlocks(page, section, new RegExp(`^#record-${subject.drill}$`));
      const records = blocks.some((block) => block.includes(subject.drill) && /record/.test(block));
      const steps = linksIn(section).filter((target) => /^#(?!record-|contacts|restore-)/.test(target));
      return (
        !records ||
        section.includes('**Log**') ||
        (subject.gauge !== backupGauges.drillAge && !/Do it again by \[/.test(section)) ||
        steps.length === 0
      );
    });
    expect(names(wrong)).toEqual([]);
  });

  it('is about copies that the backup of the drill makes', () => {
    for (const { product, subject } of all) {
      const { backups } = productionOf(product);
      const backup = backups.find(({ name }) => name === subject.backup);
      const drill = backup?.drills.find(({ name }) => name === subject.drill);
      if (backup !== undefined && drill !== undefined) expect(drillOwner(drill, backups)?.name).toBe(backup.name);
    }
  });
});

describe('an alert on an address', () => {
  const all = cases.filter(({ signal }) => signal.probe !== undefined);

  it('prints the address as the probers have it, in a command that asks it', () => {
    const wrong = all.filter(({ product, signal, section }) => {
      const { probes } = productionOf(product).product;
      const probe = probes.find(({ name }) => name === signal.probe);
      if (probe === undefined) return true;
      const host = probe.host.replace(/\{(\w+)\}/, (_, input: string) => `$${input.toUpperCase()}`);
      const address = signal.id.startsWith('certificate-')
        ? `-connect "${host}:${probe.port}"`
        : `://${host}${[443, 80].includes(probe.port) ? '' : `:${probe.port}`}${probe.path}"`;
      return !commandsIn(section).some((block) => block.includes(address));
    });
    expect(all.length).toBeGreaterThan(10);
    expect(names(wrong)).toEqual([]);
  });

  it('says what becomes of users, not how the figure is counted', () => {
    const reach = all.filter(({ signal }) => signal.id.startsWith('probe-failing-regions'));
    expect(names(reach.filter(({ section }) => !section.includes('**Impact.** Users do not get through')))).toEqual([]);
  });
});

describe('an alert on a data source', () => {
  const all = cases.filter(({ signal }) => signal.dataSourceHealth);

  it('asks the source by commands, and sends nobody to the panel that reads the dead source', () => {
    expect(new Set(all.map(({ signal }) => signal.dataSource))).toEqual(new Set(['prometheus', 'loki', 'google']));
    const wrong = all.filter(({ section, signal }) => {
      const blocks = commandsIn(section).join('\n');
      const restarts = signal.dataSource === 'google' || section.includes(`docker start ${signal.dataSource}`);
      return !/api\/datasources\/uid\/"?\$\w+_UID\/health/.test(blocks) || !restarts || /Look at the \[panel\]/.test(section);
    });
    expect(names(wrong)).toEqual([]);
  });

  it('says that only what reads this source is blind', () => {
    expect(names(all.filter(({ section }) => !/\*\*Impact\.\*\* Alerts and panels .*that read .* are blind\./.test(section)))).toEqual([]);
  });
});

describe('an alert that the runbook takes as a reason to roll back', () => {
  it('says so first and leads to the rollback alone', () => {
    const reasons = cases.filter(({ product, signal }) => {
      return product === 'life-manager' && /^http-(error-ratio|latency-versus-last-week)$/.test(signal.id);
    });
    const paging = reasons.filter(({ anchor }) => !anchor.endsWith('-warning'));
    expect(paging.map(({ anchor }) => anchor)).toEqual(['http-error-ratio-critical', 'http-latency-versus-last-week-error']);
    for (const { section } of paging) {
      expect(section).toContain('1. Roll back the newest deployment: runbook section [Roll back a release](#rollback).');
      expect(section).toContain('- Follow [Roll back a release](#rollback).\n');
    }
  });
});

describe('any alert section', () => {
  it('that tells to read the log of a job leads to a command that prints it', () => {
    const telling = cases.filter(({ section }) => section.includes('**Log**'));
    expect(telling.length).toBeGreaterThan(100);
    const wrong = telling.filter(({ page, section }) => !linkedBlocks(page, section, /^#(copies|drill|run)-/).some(readsKnownLog));
    expect(names(wrong)).toEqual([]);
  });

  it('leads to the addresses of the people that it names', () => {
    expect(names(cases.filter(({ section }) => !linksIn(section).includes('#contacts')))).toEqual([]);
  });

  it('starts a routine or the watcher by a command of the rendered stacks', () => {
    const machines = [...casesOn('routine'), ...casesOn('watcher')];
    const wrong = machines.filter(({ page, section }) => {
      const starts = linkedBlocks(page, section, /^#run-/).filter((block) => startsJob.test(block));
      const started = starts.map((block) => /(?:--task-definition|execute) (\S+)/.exec(block)?.[1] ?? '');
      return started.length === 0 || started.some((job) => !deployed.has(job));
    });
    expect(machines.length).toBeGreaterThan(7);
    expect(names(wrong)).toEqual([]);
  });
});
