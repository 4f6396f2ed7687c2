import type { Step } from '../model/runbook';
import { shell } from '../model/vocabulary/runbook';

/** First check of what a probe tells: one request as the probers make it. Without a probe of its own there is no address to show. */
export const askYourself = ({ probe }: { readonly probe?: string | undefined }): readonly Step[] =>
  probe === undefined
    ? [{ text: 'Open the probed address yourself.' }]
    : [
        shell(
          'Ask it yourself, from outside of its network. Healthy is the status {probe-status}.',
          'curl --silent --show-error --output /dev/null --max-time 10 --write-out \'%{http_code} in %{time_total} s\\n\' "{probe-url}"',
        ),
      ];
