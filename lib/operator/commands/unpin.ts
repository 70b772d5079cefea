import { confirmOption, reasonOption, watchOption } from '../options';
import { RELEASE_PERMISSIONS, type ReleaseOptions } from '../release/carry-out';
import { changePin } from '../release/change-pin';
import { environmentVerb, examples } from '../verb';

/** `blueprint unpin`: lets releases through again. */
export const unpin = environmentVerb({
  name: 'unpin',
  description: 'remove a pin, so that releases are possible again',
  permissions: RELEASE_PERMISSIONS,
  declare: (command) =>
    confirmOption(command)
      .argument('<model>', 'name of the model')
      .addOption(reasonOption('why: mandatory'))
      .addOption(watchOption())
      .addHelpText('after', examples('blueprint unpin churn --env prod --reason "the quarter has ended"')),
  run: ({ host, open }, options: ReleaseOptions, name: string) => changePin('unpin', name, options, host, open),
});
