/** Loaded before a program: its clock is off by CLOCK_SHIFT_SECONDS, or stands still at CLOCK_STANDS_AT. */
const RealDate = Date;
const { CLOCK_SHIFT_SECONDS = '0', CLOCK_STANDS_AT } = process.env;
const now = () => (CLOCK_STANDS_AT === undefined ? RealDate.now() + Number(CLOCK_SHIFT_SECONDS) * 1000 : RealDate.parse(CLOCK_STANDS_AT));

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }

  static now() {
    return now();
  }
};
