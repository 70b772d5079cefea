import type { Check } from '../check';
import { budgetTags } from './budget-tags';
import { bootstrap } from './bootstrap';
import { costTags } from './cost-tags';
import { lambdaConcurrency } from './lambda-concurrency';
import { mailSubscriptions } from './mail-subscriptions';
import { retiringServices } from './retiring-services';
import { sagemakerQuotas } from './sagemaker-quotas';
import { serviceLinkedRoles } from './service-linked-roles';

/** Every check, in the order in which an environment needs what it looks for. docs/platform-team.md has the same order. */
export const CHECKS: readonly Check[] = [
  sagemakerQuotas,
  lambdaConcurrency,
  bootstrap,
  serviceLinkedRoles,
  retiringServices,
  mailSubscriptions,
  costTags,
  budgetTags,
];
