import { readFileSync } from 'node:fs';

/** Command lines of all processes that one starts, as anybody on the host can read them: looked at until `stop`. */
export class ChildCommands {
  private readonly seen = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.timer = setInterval(() => this.look(pid), 5);
  }

  stop(): readonly string[] {
    clearInterval(this.timer);
    return [...this.seen];
  }

  private look(pid: number): void {
    for (const child of read(`/proc/${pid}/task/${pid}/children`)
      .split(' ')
      .filter((text) => text !== '')) {
      this.seen.add(read(`/proc/${child}/cmdline`).replaceAll('\0', ' ').trim());
      this.look(Number(child));
    }
  }
}

/** '' where the process has just ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
