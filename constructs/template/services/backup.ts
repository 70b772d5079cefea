import { awsManaged, type ServiceFacts } from '../facts';

export const backup: ServiceFacts = {
  'AWS::Backup::BackupPlan': {
    tags: 'BackupPlanTags',
    schedule: { path: 'BackupPlan.BackupPlanRule.*.ScheduleExpression', kinds: ['cron', 'rate'] },
  },
  'AWS::Backup::BackupVault': {
    stores: [{ key: 'EncryptionKeyArn', otherwise: awsManaged('backup') }],
    policies: [{ kind: 'resource', path: 'AccessPolicy' }],
    tags: 'BackupVaultTags',
    box: 'stores',
  },
  'AWS::Backup::RestoreTestingPlan': { schedule: { path: 'ScheduleExpression', kinds: ['cron'] } },
};
