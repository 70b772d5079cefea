import type { AcknowledgementRow } from '../../gather/acknowledgements';
import type { EvidenceModel } from '../../model';
import { markup, plural, type Content, type Html } from '../html';
import { badge, code, environmentTags, items, more, prose, section, statement, table, type Tone } from '../parts';

/** Days before the end of a waiver from which on its date is marked. */
const SOON_DAYS = 30;

/** What does not fail although a rule refuses it: why, who answers for it, until when, and what it hides. */
export function acknowledgements(model: EvidenceModel): Html {
  const waivers = model.acknowledgements.filter(({ origin }) => origin === 'waiver');
  const engine = model.acknowledgements.filter(({ origin }) => origin === 'engine');
  return section(
    'acknowledgements',
    'Acknowledgements',
    'Findings that are accepted with a reason. They stay here, with what they hide; a waiver that has expired or hides nothing fails the gate.',
    markup`<h3>Waivers of the company</h3> `,
    waivers.length === 0
      ? statement('pass', markup`<strong>None.</strong> <code>config/waivers.yaml</code> hides no finding.`)
      : table({
          id: 'waivers-table',
          caption: 'Waivers',
          columns: ['Rule', 'Expires', 'Reason and compensating control', 'Answerable', 'Hides', 'Environment'],
          rows: waivers.map((row) => ({
            environments: row.environments,
            cells: [
              ruleCell(row),
              expiry(row),
              reasonCell(row),
              markup`<dl class="pairs">
                <dt>Owner</dt>
                <dd>${row.owner ?? 'nobody'}</dd>
                <dt>Approver</dt>
                <dd>${row.approver ?? 'nobody'}</dd>
                <dt>Ticket</dt>
                <dd>${row.ticket ?? 'none'}</dd>
              </dl>`,
              hidden(row),
              environmentTags(row.environments),
            ],
          })),
        }),
    markup`<h3>Defaults of the engine</h3>
      <p>
        Rules that are wrong for a construct of this package in every company. They stand in code at the narrowest
        construct, have no expiry, and are reviewed with each release.
      </p> `,
    engine.length === 0
      ? statement('pass', markup`<strong>None.</strong>`)
      : table({
          id: 'engine-table',
          caption: 'Acknowledged by the engine',
          columns: ['Rule', 'Reason and compensating control', 'Hides', 'Environment'],
          rows: engine.map((row) => ({
            environments: row.environments,
            cells: [ruleCell(row), reasonCell(row), hidden(row), environmentTags(row.environments)],
          })),
        }),
  );
}

function ruleCell({ rule, pack, source }: AcknowledgementRow): Content {
  return markup`${code(rule)}<br /><small>${pack}${source === undefined ? '' : markup`, ${source}`}</small>`;
}

function reasonCell({ reason, compensatingControl }: AcknowledgementRow): Content {
  return markup`${prose(reason)}${compensatingControl === undefined ? '' : markup`<p class="remedy"><b>Compensating control</b> ${prose(compensatingControl)}</p>`}`;
}

function expiry({ expires, daysLeft }: AcknowledgementRow): Content {
  if (expires === undefined || daysLeft === undefined) return badge('fail', 'no expiry');
  const tone: Tone = daysLeft < 0 ? 'fail' : daysLeft <= SOON_DAYS ? 'warn' : 'quiet';
  return markup`<time datetime="${expires}">${expires}</time
    ><br />${badge(tone, daysLeft < 0 ? `expired ${plural(-daysLeft, 'day')} ago` : `${plural(daysLeft, 'day')} left`)}`;
}

function hidden({ hid }: AcknowledgementRow): Content {
  return more(
    plural(hid.length, 'finding'),
    items(
      hid.map(
        ({ path, rule, problem }) =>
          markup`${code(path)}<br /><small>${rule.includes('[') ? markup`${rule}: ` : ''}${prose(problem)}</small>`,
      ),
    ),
  );
}
