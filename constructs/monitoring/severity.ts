/** How soon somebody must act: `critical` at once, day or night; `warning` in working hours. */
export type AlarmSeverity = 'critical' | 'warning';

/** Every severity, the most severe first. */
export const SEVERITIES: readonly AlarmSeverity[] = ['critical', 'warning'];
