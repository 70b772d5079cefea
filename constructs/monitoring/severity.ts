/** How soon somebody must act: `critical` at once, by day or night; `warning` in working hours. */
export type AlarmSeverity = 'critical' | 'warning';

/** Every severity, the gravest first. */
export const SEVERITIES: readonly AlarmSeverity[] = ['critical', 'warning'];
