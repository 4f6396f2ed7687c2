/** Tests that need a program which a machine may lack: skipped there by name with the reason, never silently. */

/**
 * A `describe` for tests that need a tool. Where the tool is missing they are skipped, and the name of the group says
 * why; with OPSKEEP_NO_SKIP=1 (set by CI) one test fails instead.
 * @param tool what is missing, as a person would look for it: "terraform", "the AWS provider"
 * @param available asked once, when the file is read
 * @param body like that of `describe`; also read where the tool is missing, so the tool is only to be used in tests and hooks
 */
export function describeWithTool(tool: string, available: () => boolean, body: () => void): void {
  if (available()) {
    describe(`with ${tool}`, body);
  } else if (process.env.OPSKEEP_NO_SKIP === '1') {
    describe(`with ${tool}`, () => {
      it(`finds ${tool} on this machine`, () => {
        throw new Error(`${tool} is missing here, and OPSKEEP_NO_SKIP=1 forbids skipping the tests that need it`);
      });
    });
  } else {
    describe.skip(`with ${tool} (skipped: ${tool} is missing on this machine)`, body);
  }
}
