/** Classes of data, from what anybody may see to what few may. */
export const DATA_CLASSES = ['public', 'internal', 'confidential', 'restricted'] as const;

export type DataClass = (typeof DATA_CLASSES)[number];

/** Harm that a wrong answer can do. */
export const RISK_CLASSES = ['low', 'medium', 'high'] as const;

export type RiskClass = (typeof RISK_CLASSES)[number];
