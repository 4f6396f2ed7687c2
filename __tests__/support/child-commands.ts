import { readFileSync } from 'node:fs';

/** Processes that one started, and those that they started, at this moment: pids and command lines. */
export function descendants(pid: number): readonly { readonly pid: number; readonly command: string }[] {
  const children = read(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);
  return children.flatMap((child) => [
    { pid: child, command: read(`/proc/${child}/cmdline`).replaceAll('\0', ' ').trim() },
    ...descendants(child),
  ]);
}

/** Command lines of all processes that one starts, as anybody on the host can read them: looked at until `stop`. */
export class ChildCommands {
  private readonly seen = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.timer = setInterval(() => {
      for (const { command } of descendants(pid)) this.seen.add(command);
    }, 5);
  }

  stop(): readonly string[] {
    clearInterval(this.timer);
    return [...this.seen];
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
