/** Short forms for declarations: what is left out takes the default that the form documents. */
export * from './backup';
export * from './compliance';
export * from './monitoring';
export * from './on-call';
export * from './runbook';
