/**
 * Providers that already run: what the environment variable TF_REATTACH_PROVIDERS says to Terraform, by provider
 * address. Terraform then neither installs nor locks nor starts nor stops them.
 */
export type Reattach = Readonly<
  Record<
    string,
    {
      readonly Protocol: 'grpc';
      readonly ProtocolVersion: number;
      readonly Pid: number;
      readonly Test: boolean;
      readonly Addr: { readonly Network: string; readonly String: string };
    }
  >
>;
