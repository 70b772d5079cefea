import type { Change } from './change';

/** A verb that reads what the new ability publishes. */
export const verb: Change = {
  title: 'A verb of the command',
  added: {
    'lib/operator/commands/on-call.ts': `import { MODEL_PERMISSIONS, modelNamed } from '../aws/models';
import { printJson } from '../console';
import { EXIT } from '../errors';
import type { EnvironmentOptions } from '../options';
import type { Permissions } from '../permissions';
import { environmentVerb, examples } from '../verb';

const PERMISSIONS = [
  ...MODEL_PERMISSIONS,
  { calls: ['DescribeAlarms'], on: 'the alarms of models, for whoever is on call' },
] as const satisfies Permissions;

/** \`blueprint on-call\`: what rings for a model. */
export const onCall = environmentVerb({
  name: 'on-call',
  description: 'list the alarms of a model that ring',
  permissions: PERMISSIONS,
  declare: (command) =>
    command.argument('<model>', 'name of the model').addHelpText('after', examples('blueprint on-call churn --env prod')),
  run: async ({ open }, options: EnvironmentOptions, name: string) => {
    const session = await open(options);
    const { model } = await modelNamed(session, name);
    const { MetricAlarms = [] } = await session.call('DescribeAlarms', { StateValue: 'ALARM' });
    const alarms = MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []).filter((one) => one.includes(model));
    if (options.json === true) printJson(session.host, { ok: true, model, alarms });
    else for (const one of alarms) session.host.out(one);
    return EXIT.ok;
  },
});
`,
  },
  inserted: {
    'lib/operator/commands/index.ts': [
      { before: "import { pin } from './pin';", text: "import { onCall } from './on-call';\n" },
      { before: '  runbook,\n];', text: '  onCall,\n' },
    ],
  },
};
