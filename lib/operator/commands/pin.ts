import { confirmOption, reasonOption, watchOption } from '../options';
import { RELEASE_PERMISSIONS, type ReleaseOptions } from '../release/carry-out';
import { changePin } from '../release/change-pin';
import { environmentVerb, examples } from '../verb';

/** `blueprint pin`: keeps the version that serves. */
export const pin = environmentVerb({
  name: 'pin',
  description: 'keep a model on the version that it serves',
  permissions: RELEASE_PERMISSIONS,
  declare: (command) =>
    confirmOption(command)
      .argument('<model>', 'name of the model')
      .addOption(reasonOption('why: mandatory'))
      .addOption(watchOption())
      .addHelpText('after', examples('blueprint pin churn --env prod --reason "end of quarter"')),
  run: ({ host, open }, options: ReleaseOptions, name: string) => changePin('pin', name, options, host, open),
});
