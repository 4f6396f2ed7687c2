import { parseCron } from '../../model/cron';
import { collectFindings } from '../../model/finding';
import { messages } from '../../model/messages';

const read = (expression: string) => collectFindings('shop', () => parseCron(expression));
const fields = (expression: string) => {
  const { value, findings } = read(expression);
  expect(findings).toEqual([]);
  return value;
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a cron expression', () => {
  it.each([
    ['0 2 * * *', { minutes: [0], hours: [2] }],
    ['  5   2 *  * * ', { minutes: [5], hours: [2] }],
    ['*/20 * * * *', { minutes: [0, 20, 40] }],
    ['10-20/5 0-2 * * *', { minutes: [10, 15, 20], hours: [0, 1, 2] }],
    ['50/3 22/1 * * *', { minutes: [50, 53, 56, 59], hours: [22, 23] }],
    ['59,0,30,30 23,9,10 * * *', { minutes: [0, 30, 59], hours: [9, 10, 23] }],
    ['0 2 1,31 * *', { minutes: [0], hours: [2], daysOfMonth: [1, 31] }],
    ['0 2 1 JAN,feb-Apr,12 *', { minutes: [0], hours: [2], daysOfMonth: [1], months: [1, 2, 3, 4, 12] }],
    ['0 2 * SEP,OCT,NOV,DEC *', { minutes: [0], hours: [2], months: [9, 10, 11, 12] }],
    ['0 2 * JAN,FEB,MAR,APR,MAY,JUN *', { minutes: [0], hours: [2], months: range(1, 6) }],
    ['0 2 * jul,aug *', { minutes: [0], hours: [2], months: [7, 8] }],
    ['*,5 2 * * *', { minutes: range(0, 59), hours: [2] }],
    ['0 2 * * 6-7', { minutes: [0], hours: [2], daysOfWeek: [0, 6] }],
    ['0 2 * * SUN,MON,TUE,WED,THU,FRI,SAT', { minutes: [0], hours: [2], daysOfWeek: range(0, 6) }],
    ['0 2 * * 7', { minutes: [0], hours: [2], daysOfWeek: [0] }],
    ['0 2 * * 5-7,0,SUN', { minutes: [0], hours: [2], daysOfWeek: [0, 5, 6] }],
    ['0 2 * * mon-fri', { minutes: [0], hours: [2], daysOfWeek: range(1, 5) }],
    ['0-59 * * * *', { minutes: range(0, 59) }],
  ])('%s is read field by field', (expression, expected) => {
    expect(fields(expression)).toMatchObject({ fields: expected });
  });

  it.each([
    ['60 2 * * *', 'minute "60" is not within 0 to 59'],
    ['0 24 * * *', 'hour "24" is not within 0 to 23'],
    ['0 2 0 * *', 'day of month "0" is not within 1 to 31'],
    ['0 2 32 * *', 'day of month "32" is not within 1 to 31'],
    ['0 2 * 13 *', 'month "13" is not within 1 to 12'],
    ['0 2 * * 8', 'day of week "8" is not within 0 to 7'],
    ['0 2 * * MOON', 'day of week "MOON" is not within 0 to 7'],
    ['1x 2 * * *', 'minute "1x" is not within 0 to 59'],
    ['x1 2 * * *', 'minute "x1" is not within 0 to 59'],
    ['1/x 2 * * *', 'minute "1/x"'],
    ['1/2x 2 * * *', 'minute "1/2x"'],
    ['1.5 2 * * *', 'minute "1.5" is not within 0 to 59'],
    ['0x1 2 * * *', 'minute "0x1" is not within 0 to 59'],
    ['1e1 2 * * *', 'minute "1e1" is not within 0 to 59'],
    ['1-2-3 2 * * *', 'minute "1-2-3"'],
    [',5 2 * * *', 'minute ""'],
    ['*/0 2 * * *', 'minute step 0'],
    ['20-10 2 * * *', 'minute "20-10" runs backwards'],
    ['0 2 * *', '4 fields'],
    ['0 2 1 * 1', 'day of month and day of week together'],
  ])('%s is refused with the field and the reason', (expression, why) => {
    const { value, findings } = read(expression);
    expect(findings).toEqual([{ ...messages.badCron(expression, why), where: 'shop / schedule' }]);
    // What stands in for it is harmless.
    expect(value).toMatchObject({ fields: { minutes: [0], hours: [0] } });
  });

  it.each([
    ['*/7 * * * *', 'cron(0,7,14,21,28,35,42,49,56 * * * ? *)'],
    ['0-59/2 */12 * * *', 'cron(0/2 0/12 * * ? *)'],
    ['0,30 * * * *', 'cron(0/30 * * * ? *)'],
    ['0,20 * * * *', 'cron(0,20 * * * ? *)'],
    ['0,30,31 * * * *', 'cron(0,30,31 * * * ? *)'],
    ['5,35 * * * *', 'cron(5,35 * * * ? *)'],
    ['0,10,30 * * * *', 'cron(0,10,30 * * * ? *)'],
    ['0 0,11,12 * * *', 'cron(0 0,11,12 * * ? *)'],
    ['0,20,30 * * * *', 'cron(0,20,30 * * * ? *)'],
    ['0 2 1 1,7 *', 'cron(0 2 1 1,7 ? *)'],
    ['0 0 * * *', 'cron(0 0 * * ? *)'],
    ['0 2 1,2 1,2 *', 'cron(0 2 1,2 1,2 ? *)'],
    ['0 2 * * 6,7', 'cron(0 2 ? * SUN,SAT *)'],
    ['0-59 0-23 * * *', 'cron(* * * * ? *)'],
  ])('%s is written for EventBridge with steps only where they mean the same', (expression, eventBridge) => {
    expect(fields(expression)?.toEventBridge()).toBe(eventBridge);
  });
});
