import { EXIT } from '../errors';
import { projectOf, projectOptions, type ProjectOptions } from '../options';
import { withConfiguration } from '../project-configuration';
import { examples, verb } from '../verb';

/** `blueprint config check`: validates the whole configuration. */
export const configCheck = verb({
  name: 'config check',
  description: 'validate everything; print every problem with file and line',
  declare: (command) =>
    projectOptions(command).addHelpText(
      'after',
      examples('blueprint config check', 'blueprint config check --json | jq .problems[].file'),
    ),
  run: (host, options: ProjectOptions) => {
    const project = projectOf(options, host);
    return withConfiguration(options.json, host, ({ loadConfig }) => {
      const { environments, models, waivers } = loadConfig(project.root, project);
      if (options.json === true) host.out(JSON.stringify({ ok: true, problems: [] }, undefined, 2));
      else host.out(`ok: ${environments.length} environments, ${models.length} models, ${waivers.length} waivers`);
      return EXIT.ok;
    });
  },
});
