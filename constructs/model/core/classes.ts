/** Data classes, from public to restricted. */
export const DATA_CLASSES = ['public', 'internal', 'confidential', 'restricted'] as const;

export type DataClass = (typeof DATA_CLASSES)[number];

/** Risk classes: how much harm a wrong answer can do. */
export const RISK_CLASSES = ['low', 'medium', 'high'] as const;

export type RiskClass = (typeof RISK_CLASSES)[number];
