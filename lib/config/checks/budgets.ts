import { problemIn, type Check } from '../project';

/** The budgets of an environment's models fit into its own. */
export const checkBudgets: Check = (project) =>
  project.environments.flatMap((environment) => {
    const total = environment.draft.budget?.monthlyUsd;
    const parts = project.deployments
      .filter((deployment) => deployment.environment.name === environment.name)
      .map(({ model, draft }) => ({ model, usd: draft.budget?.monthlyUsd ?? 0 }));
    const sum = parts.reduce((usd, part) => usd + part.usd, 0);
    if (total === undefined || sum <= total) return [];
    return [
      problemIn(environment, ['budget', 'monthlyUsd'], {
        rule: 'CONFIG-BUDGET',
        what: `the budget is ${total} USD, those of its models add up to ${sum}: ${parts.map(({ model, usd }) => `${model} ${usd}`).join(', ')}`,
        remedy: `raise it, or lower a model's under environments.${environment.name}.budget`,
        requirement: 'OWN-1',
        environment: environment.name,
      }),
    ];
  });
