import { didYouMean } from '../../config/suggest';
import { findRunbooks, knownNames, readRunbooks, type FoundRunbook, type Runbook } from '../../runbooks';
import { printJson, table, type Host } from '../console';
import { EXIT, OperatorError, type ExitCode } from '../errors';
import { outputOptions, type OutputOptions } from '../options';
import { examples, verb } from '../verb';

/** `blueprint runbook`: what to do about an alarm. The texts are part of the package: it asks AWS for nothing. */
export const runbook = verb({
  name: 'runbook',
  description: 'print what to do about an alarm, or list all sections',
  declare: (command) =>
    outputOptions(command)
      .argument('[name]', 'section such as monitoring/error-rate, room such as ledger, or name of an alarm')
      .addHelpText(
        'after',
        examples(
          'blueprint runbook',
          'blueprint runbook monitoring/error-rate',
          'blueprint runbook dev-Serving-churn-AlarmsErrorRate1A2B3C4D-X9Y8Z7',
        ),
      ),
  run: (host, options: OutputOptions, name: string | undefined) => {
    const runbooks = readRunbooks();
    return name === undefined ? list(runbooks, options, host) : show(only(name, runbooks), options, host);
  },
});

function list(runbooks: readonly Runbook[], options: OutputOptions, host: Host): ExitCode {
  const sections = runbooks.flatMap((one) => one.sections);
  if (options.json === true) {
    const rows = sections.map(({ name, heading, alarms, summary }) => ({ name, heading, alarms, summary }));
    printJson(host, { ok: true, sections: rows });
  } else host.out(table(sections.map(({ name, summary }) => [name, summary])));
  return EXIT.ok;
}

function only(name: string, runbooks: readonly Runbook[]): FoundRunbook {
  const [first, ...others] = findRunbooks(name, runbooks);
  if (first === undefined) {
    const hint = didYouMean(name, knownNames(runbooks));
    throw new OperatorError(
      `there is no runbook for ${name}${hint === undefined ? '' : `; ${hint}`}`,
      'list all sections with: blueprint runbook',
    );
  }
  if (others.length === 0) return first;
  const names = [first, ...others].map(({ runbook: { room }, section }) => section?.name ?? room);
  throw new OperatorError(`more than one section is called ${name}`, `choose one of: ${names.join(', ')}`);
}

function show({ runbook: found, section }: FoundRunbook, options: OutputOptions, host: Host): ExitCode {
  const { room, title, introduction } = found;
  if (options.json === true) {
    const sections = (section === undefined ? found.sections : [section]).map(
      ({ name, heading, alarms, summary, text }) => ({ name, heading, alarms, summary, text }),
    );
    printJson(host, { ok: true, room, title, introduction, sections });
  } else if (section === undefined) host.out(found.text);
  // The introduction says what the names in the commands stand for.
  else host.out([`# ${title}`, introduction, `## ${section.heading}`, section.text].join('\n\n'));
  return EXIT.ok;
}
