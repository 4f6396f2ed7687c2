import type { MayRemove } from '../../constructs/copies';
import type { Principal, Removal } from '../../model/proofs/destruction';

/** Who may do what, and who may act as whom. */
export class Rights {
  private readonly given = new Map<string, Removal[]>();
  private readonly becoming = new Map<string, Set<string>>();

  give(principal: string, removal: Removal): void {
    const removals = this.given.get(principal);
    if (removals === undefined) this.given.set(principal, [removal]);
    else removals.push(removal);
  }

  become(principal: string, other: string): void {
    this.becoming.set(principal, (this.becoming.get(principal) ?? new Set()).add(other));
  }

  /** Everybody with all that they can do by themselves and as others. */
  principals(): readonly Principal[] {
    return [...new Set([...this.given.keys(), ...this.becoming.keys()])].map((name) => ({
      name,
      removals: this.all(name).flatMap((principal) => this.given.get(principal) ?? []),
    }));
  }

  private all(name: string): readonly string[] {
    const seen = new Set([name]);
    for (const principal of seen) for (const other of this.becoming.get(principal) ?? []) seen.add(other);
    return [...seen];
  }
}

/** The reason for an action on a bucket, where one was recorded for exactly this. */
export const reasonFor = (action: string, bucket: string, recorded: MayRemove | undefined): Pick<Removal, 'because'> =>
  recorded?.bucket === bucket && recorded.actions.includes(action) ? { because: recorded.because } : {};
