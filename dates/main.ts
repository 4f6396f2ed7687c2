import { parseArgs } from 'node:util';
import { committedDrills } from '../drills';
import { dayOf } from '../model/calendar-day';
import { type Finding, formatFinding } from '../model/finding';
import { messages } from '../model/messages';
import { products } from '../products';
import { pastDates } from './past-dates';

/** `npm run check:dates`: the one command whose answer depends on today. It writes nothing. */
function main(words: readonly string[]): number {
  const { day, findings: misunderstood } = readDay(words);
  const today = dayOf(day);
  const findings = [...misunderstood, ...(today === undefined ? [] : pastDates(products, committedDrills, today))];
  if (findings.length === 0) {
    process.stdout.write(`Nothing has expired and nothing is overdue on ${day}.\n`);
    return 0;
  }
  console.error(
    [...findings.map(formatFinding), `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} on ${day}.`].join('\n\n'),
  );
  return 1;
}

/** Today, or the day that `--today=YYYY-MM-DD` asks about. */
function readDay(words: readonly string[]): { readonly day: string; readonly findings: readonly Finding[] } {
  const { tokens } = parseArgs({ args: [...words], strict: false, tokens: true, options: { today: { type: 'string' } } });
  const asked = tokens.flatMap((token) =>
    token.kind === 'option' && token.name === 'today' && token.value !== undefined ? [token.value] : [],
  );
  const day = asked.at(-1) ?? new Date().toISOString().slice(0, 10);
  return {
    day,
    findings: [
      ...(asked.length < tokens.length ? [messages.badCommandLine(words.join(' '), '[--today=YYYY-MM-DD]', 'npm run check:dates')] : []),
      ...(dayOf(day) === undefined ? [messages.badDay('command line / today', day)] : []),
    ],
  };
}

process.exitCode = main(process.argv.slice(2));
