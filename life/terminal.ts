/** What a command line program touches of the world around it; tests bring their own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** One line to the reader. */
  tell(line: string): void;
  /** One line about what went wrong. */
  complain(line: string): void;
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  environment: process.env,
  tell: (line) => {
    process.stdout.write(`${line}\n`);
  },
  complain: (line) => {
    process.stderr.write(`${line}\n`);
  },
};
