/** The vitals of a page, by their usual short names. */
export type WebVital = 'fcp' | 'lcp' | 'inp' | 'cls' | 'ttfb' | 'load';

/**
 * Name of a vital by `page`: seconds, but for the layout shift, which has no unit. The program that measures a page and the signals that read
 * it take the name from here, so that they cannot disagree.
 */
export const webVitalMetric = (vital: WebVital): string => (vital === 'cls' ? 'web_vitals_cls' : `web_vitals_${vital}_seconds`);
