import { jobSettings, type ReportedFigure } from '../../model/job-settings';
import { JobError } from '../exit';
import type { Connect } from '../google/google-api';
import type { LogFields } from '../log';
import type { JobContext, Program } from '../program';
import { type DayOfFigure, dayOf } from '../report/day';
import { mark, readRecordSettings, recordOptions } from '../routine/marker';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** Reports how the figures of the product's overview went in the last day: into the log, and into the marker of its success. */
export const dailyReport =
  (connect: Connect): Program =>
  async (context: JobContext): Promise<LogFields> => {
    const { environment, log, signal } = context;
    const reader = new SettingsReader(environment);
    const records = readRecordSettings(reader);
    const project = reader.text(jobSettings.project);
    const routine = reader.text(jobSettings.routine);
    const asked = reader.list<ReportedFigure>(jobSettings.figures);
    reader.settled();

    const monitoring = connect('monitoring', signal);
    const report: DayOfFigure[] = [];
    for (const figure of asked) report.push(await dayOf(figure, project, monitoring));
    const silent = report.filter(({ series }) => series.length === 0).map(({ title }) => title);
    if (silent.length === report.length) throw new JobError('source', 'Cloud Monitoring has no figure of the last day');
    for (const { title, unit, series } of report) {
      for (const { labels, ...day } of series) log.info('figure', { title, unit, ...day, series: JSON.stringify(labels) });
    }
    const key = await mark(routine, { report }, openStore(records.bucket, environment), recordOptions(records, new Date(), signal));
    return { key, figures: report.length - silent.length, without_data: silent.join(', ') };
  };
