/** A requirement that asks for a test, with the test that holds it. */
interface HeldByTest {
  readonly id: string;
  /** Path from the root of the repository. */
  readonly file: string;
  /** Name of the test as it stands in the file. */
  readonly test: string;
}

/** Requirements that neither a resource nor a proof of every synth can meet, because they speak of what does not exist. */
export const heldByTests: readonly HeldByTest[] = [
  {
    id: 'CN-ENV-02',
    file: '__tests__/stacks/products.test.ts',
    test: 'would add stacks that never page: no critical contact point, no pager, no channel to one',
  },
];
