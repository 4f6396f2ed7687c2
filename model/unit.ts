/**
 * Units. The expression of a signal is in base units (seconds, bytes, ratios from 0 to 1, counts), as Prometheus
 * recommends; a panel shows it in the display unit, which is `scale` times the base unit. `grafana` is Grafana's name of it.
 */
export const units = {
  percent: { grafana: 'percent', scale: 100 },
  seconds: { grafana: 's', scale: 1 },
  milliseconds: { grafana: 'ms', scale: 1000 },
  bytes: { grafana: 'bytes', scale: 1 },
  bytesPerSecond: { grafana: 'Bps', scale: 1 },
  bitsPerSecond: { grafana: 'bps', scale: 1 },
  count: { grafana: 'short', scale: 1 },
  perMinute: { grafana: 'cpm', scale: 1 },
  perHour: { grafana: 'short', scale: 1 },
  requestsPerSecond: { grafana: 'reqps', scale: 1 },
  requestsPerMinute: { grafana: 'reqpm', scale: 1 },
  days: { grafana: 'd', scale: 1 },
  bool: { grafana: 'bool', scale: 1 },
  score: { grafana: 'none', scale: 1 },
} as const;

export type Unit = keyof typeof units;
