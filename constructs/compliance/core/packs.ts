/**
 * Packs of cdk-nag that an environment can choose, by the name that stands in its configuration, and what cdk-nag calls them
 * in its reports: rule ids and waivers begin with that.
 */
export const PACK_NAMES = {
  AwsSolutions: 'AwsSolutions',
  NIST80053R4: 'NIST.800.53.R4',
  NIST80053R5: 'NIST.800.53.R5',
  HIPAASecurity: 'HIPAA.Security',
  PCIDSS321: 'PCI.DSS.321',
  Serverless: 'Serverless',
} as const;

/** A pack of cdk-nag. */
export type CompliancePack = keyof typeof PACK_NAMES;

/** Name of our own pack, and prefix of its rule ids. */
export const AI_PRODUCTION = 'AiProduction';
