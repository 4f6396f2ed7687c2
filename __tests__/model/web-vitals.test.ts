import { webVitalMetric } from '../../model/web-vitals';

describe('the metric of a web vital', () => {
  it('is in seconds, but for the layout shift, which has no unit', () => {
    expect([webVitalMetric('lcp'), webVitalMetric('cls')]).toEqual(['web_vitals_lcp_seconds', 'web_vitals_cls']);
  });
});
