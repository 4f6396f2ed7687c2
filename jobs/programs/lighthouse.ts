import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { jobSettings } from '../../model/job-settings';
import { JobError } from '../exit';
import type { Connect } from '../google/google-api';
import { figuresOf } from '../lighthouse/figures';
import { measured } from '../lighthouse/report';
import type { LogFields } from '../log';
import { publishFigures } from '../metrics/custom-metrics';
import type { JobContext, Program } from '../program';
import { mark, readRecordSettings, recordOptions } from '../routine/marker';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** Measures the page whose address is the next word, and publishes its vitals and scores. */
export const lighthouse =
  (connect: Connect): Program =>
  async (context: JobContext): Promise<LogFields> => {
    const { environment, words, signal } = context;
    const reader = new SettingsReader(environment);
    const records = readRecordSettings(reader);
    const project = reader.text(jobSettings.project);
    const scope = { product: reader.text(jobSettings.product), environment: reader.text(jobSettings.environment) };
    const routine = reader.text(jobSettings.routine);
    const scratch = reader.text(jobSettings.scratch);
    reader.settled();
    const url = addressIn(words);

    const folder = await mkdtemp(join(scratch, 'lighthouse-'));
    try {
      const report = await measured(url, environment, folder, signal);
      const figures = figuresOf(report);
      await publishFigures(figures, { project, routine, ...scope }, connect('monitoring', signal));
      const facts = { url: report.finalDisplayedUrl, lighthouse: report.lighthouseVersion };
      const key = await mark(
        routine,
        { ...facts, figures },
        openStore(records.bucket, environment),
        recordOptions(records, new Date(), signal),
      );
      return { key, ...facts, performance: report.categories['performance']?.score ?? undefined };
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  };

function addressIn([url, ...more]: readonly string[]): string {
  if (url !== undefined && more.length === 0 && URL.canParse(url)) return url;
  throw new JobError('settings', 'say `lighthouse <address of the page>`');
}
