import { createHash } from 'node:crypto';
import { renderJson } from '../../json';
import { OWN_ACCOUNT } from '../../../../constructs/template';
import type { EvidenceModel } from '../../model';
import { markup, plural, type Html } from '../html';
import { code, more, section, table } from '../parts';

/** Where the evidence comes from, and how to hold it against the files. */
export function manifest(model: EvidenceModel): Html {
  const { project, evaluationDate, tools, inputs, templates } = model.manifest;
  const digest = createHash('sha256').update(renderJson(model)).digest('hex');
  return section(
    'manifest',
    'Manifest',
    'What went in and what came out. The same commit, configuration and evaluation day give the same bytes.',
    markup`<dl class="pairs wide">
      <dt>Project</dt>
      <dd>${project.name} ${project.version}</dd>
      <dt>Commit</dt>
      <dd>
        ${project.commit === undefined ? 'unknown' : code(project.commit)}${project.dirty === true ? markup` <b>with files that differ from it</b>` : ''}
      </dd>
      <dt>Evaluation day</dt>
      <dd>${evaluationDate} (UTC): expiry is judged for this day</dd>
      <dt>evidence.json</dt>
      <dd>SHA-256 ${code(digest)}</dd>
      ${Object.entries(tools)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(
          ([name, version]) =>
            markup`<dt>${name}</dt>
              <dd>${version}</dd>`,
        )}
    </dl> `,
    more(
      plural(inputs.length, 'configuration file'),
      table({
        id: 'inputs-table',
        caption: 'Configuration files',
        columns: ['File', 'SHA-256'],
        filter: false,
        rows: inputs.map(({ file, sha256 }) => ({ environments: [], cells: [code(file), code(sha256)] })),
      }),
      { open: inputs.length <= 20 },
    ),
    more(
      plural(templates.length, 'template'),
      table({
        id: 'templates-table',
        caption: 'Templates',
        columns: ['File in cdk.out', 'Stack', 'Account and Region', 'SHA-256'],
        rows: templates.map(({ environment, file, stack, account, region, sha256 }) => ({
          environments: [environment],
          cells: [code(file), code(stack), `${account} ${region}`, code(sha256)],
        })),
      }),
      { open: templates.length <= 20 },
    ),
  );
}

/** What the words mean, and what the page does not prove. */
export function reading(): Html {
  return section(
    'reading',
    'How to read this page',
    'It is made from the synthesized templates alone: no account was asked and no network was used.',
    markup`<dl class="pairs wide">
        <dt>Failed</dt>
        <dd>a rule refuses the resource and nobody acknowledged it; a rule that throws counts as failed</dd>
        <dt>Acknowledged</dt>
        <dd>a rule refuses the resource, and the engine or a waiver says why that is accepted</dd>
        <dt>Not applicable</dt>
        <dd>the rule looked at the resource and it does not concern it</dd>
        <dt>No rule exists</dt>
        <dd>a requirement of the catalogue that nothing checks: neither good nor bad, unknown</dd>
        <dt>${OWN_ACCOUNT}</dt>
        <dd>the account of the environment itself; any other account stands with its number</dd>
<dt>Enforced</dt>
        <dd>for data in transit: a policy refuses plaintext, or the service offers none</dd>
      </dl>
      <p>
        Not shown, because templates cannot tell: what runs in the account now, changes made by hand, roles and keys
        that exist outside these stacks, service control policies, and whether what a compensating control promises is
        done.
      </p>
      <p>
        Beside this file lie <code>evidence.json</code> (everything), <code>controls.csv</code> (the denominators for a
        spreadsheet), <code>active.sarif</code> (what fails, for code scanning) and <code>full.sarif</code> (with what
        is acknowledged).
      </p> `,
  );
}
