import type { EnvironmentSummary, EvidenceModel } from '../../model';
import { count, markup, plural, type Content, type Html } from '../html';
import { badge, type Tone } from '../parts';

/** Days before the end of a waiver from which on the page points at it. */
const EXPIRY_NOTICE_DAYS = 30;

/** Verdict, figures, environments, and what a reviewer should look at first. */
export function overview(model: EvidenceModel): Html {
  const passed = model.verdict === 'passed';
  return markup`<section id="overview" aria-labelledby="overview-title">
    <div class="verdict ${passed ? 'pass' : 'fail'}">
      <h2 id="overview-title">
        <span class="mark" aria-hidden="true">${passed ? '✓' : '✕'}</span> ${passed ? 'Passed' : 'Refused'}
      </h2>
      <p>${sentence(model)}</p>
    </div>
    ${model.configurationProblems.length > 0 ? '' : figures(model)}
    <div class="cards">${model.environments.map((environment) => card(environment))}</div>
    ${attention(model)}
  </section> `;
}

function sentence(model: EvidenceModel): Content {
  const problems = model.configurationProblems.length;
  if (problems > 0) {
    return markup`The configuration has ${plural(problems, 'mistake')}. Nothing was synthesized, so nothing was evaluated.
    Mend what is listed below and synthesize again.`;
  }
  const models = new Set(model.environments.flatMap((environment) => environment.models.map(({ name }) => name))).size;
  const scope = `${plural(model.environments.length, 'environment')}, ${plural(models, 'model')}, ${plural(model.inventory.length, 'resource')}`;
  const failing = model.findings.length;
  const result =
    failing === 0
      ? 'no finding is left unacknowledged'
      : `${plural(failing, 'finding')} ${failing === 1 ? 'is' : 'are'} not acknowledged`;
  return markup`${scope}: ${plural(model.counts.evaluated, 'evaluation')}, ${result}.`;
}

function figures(model: EvidenceModel): Html {
  const gaps = model.requirements.filter(({ rules }) => rules.length === 0).length;
  const { failed, acknowledged, passed, notApplicable } = model.counts;
  const list: [string, number, Tone, string][] = [
    ['failed', failed, failed > 0 ? 'fail' : 'quiet', 'evaluations against the rules, not acknowledged'],
    ['acknowledged', acknowledged, acknowledged > 0 ? 'warn' : 'quiet', 'refused by a rule, accepted with a reason'],
    ['passed', passed, 'pass', 'evaluations in which the resource complies'],
    ['not applicable', notApplicable, 'quiet', 'resource looked at, rule does not apply'],
    [
      'without a rule',
      gaps,
      gaps > 0 ? 'gap' : 'quiet',
      `of ${model.requirements.length} requirements: nothing checks them yet`,
    ],
  ];
  return markup`<dl class="figures">
    ${list.map(
      ([name, value, tone, what]) =>
        markup`<div class="${tone}">
          <dt>${name}</dt>
          <dd><strong>${count(value)}</strong><small>${what}</small></dd>
        </div>`,
    )}
  </dl> `;
}

function card(environment: EnvironmentSummary): Html {
  const { name, status, account, region, recoveryRegion, production, evaluated, passed, failed, acknowledged } =
    environment;
  const tone: Tone = status === 'passed' ? 'pass' : status === 'refused' ? 'fail' : 'quiet';
  return markup`<article class="card ${tone}" data-env="${name}" aria-label="Environment ${name}">
    <h3>${name} ${production ? markup`<span class="kind">production</span>` : ''} ${badge(tone, status)}</h3>
    ${bar([
      [passed, 'pass'],
      [acknowledged, 'warn'],
      [failed, 'fail'],
    ])}
    <dl>
      <dt>Evaluated</dt>
      <dd>
        ${count(evaluated)}: ${count(passed)} passed, ${count(failed)} failed, ${count(acknowledged)} acknowledged
      </dd>
      <dt>Account</dt>
      <dd>${account}</dd>
      <dt>Region</dt>
      <dd>
        <span class="keep">${region}</span>${
          recoveryRegion === undefined ? '' : markup`, recovery in <span class="keep">${recoveryRegion}</span>`
        }
      </dd>
      <dt>Contents</dt>
      <dd>
        ${plural(environment.stacks, 'stack')}, ${plural(environment.resources, 'resource')},
        ${plural(environment.models.length, 'model')}
      </dd>
      <dt>Packs</dt>
      <dd>${environment.packs.join(', ')}</dd>
      <dt>Next expiry</dt>
      <dd>${environment.nextExpiry ?? 'no waiver in force'}</dd>
    </dl>
  </article> `;
}

/** Shares as a picture; the numbers stand in the text beside it. */
function bar(parts: readonly (readonly [number, Tone])[]): Content {
  const total = parts.reduce((sum, [value]) => sum + value, 0);
  if (total === 0) return '';
  let start = 0;
  const pieces = parts
    .filter(([value]) => value > 0)
    .map(([value, tone]) => {
      // A share that would be too thin to see still gets a sliver.
      const width = Math.max(0.8, Math.round((value / total) * 1000) / 10);
      const piece = markup`<rect class="${tone}" x="${start}" y="0" width="${width}" height="4" />`;
      start = Math.round((start + width) * 10) / 10;
      return piece;
    });
  return markup`<svg class="bar" viewBox="0 0 ${Math.max(100, start)} 4" preserveAspectRatio="none" aria-hidden="true">
    ${pieces}
  </svg>`;
}

function attention(model: EvidenceModel): Content {
  const points = attentionPoints(model);
  if (points.length === 0 || model.configurationProblems.length > 0) return '';
  return markup`<div class="attention">
    <h3>What to look at first</h3>
    <ul>
      ${points.map(([tone, word, text, target]) => markup`<li>${badge(tone, word)} <a href="#${target}">${text}</a></li>`)}
    </ul>
  </div> `;
}

type Point = [tone: Tone, word: string, text: string, target: string];

function attentionPoints(model: EvidenceModel): Point[] {
  const points: Point[] = [];
  const add = (value: number, tone: Tone, word: string, text: string, target: string): void => {
    if (value > 0) points.push([tone, word, text, target]);
  };
  const failing = model.findings.length;
  add(
    failing,
    'fail',
    'failing',
    `${plural(failing, 'finding')} in ${plural(new Set(model.findings.map(({ rule }) => rule)).size, 'rule')}`,
    'findings',
  );
  const { length: warnings } = model.warnings;
  add(warnings, 'warn', 'outdated', `${plural(warnings, 'place')} to write anew`, 'warnings');
  const exposed = model.networks.reduce((sum, { publicResources }) => sum + publicResources.length, 0);
  add(exposed, 'warn', 'exposed', `${plural(exposed, 'resource')} that can be reached from outside`, 'network');
  const ending = model.acknowledgements.filter(
    ({ daysLeft }) => daysLeft !== undefined && daysLeft <= EXPIRY_NOTICE_DAYS,
  );
  const first = ending.map(({ expires }) => expires ?? '').sort()[0];
  add(
    ending.length,
    'warn',
    'expiring',
    `${plural(ending.length, 'waiver')} within ${EXPIRY_NOTICE_DAYS} days, the first on ${first ?? ''}`,
    'acknowledgements',
  );
  const open = model.encryption.filter(({ atRest }) => atRest.holder === 'not encrypted').length;
  add(open, 'warn', 'unencrypted', `${plural(open, 'store')} without encryption at rest`, 'encryption');
  const plaintext = model.encryption.filter(({ inTransit }) => inTransit.state === 'not enforced').length;
  add(plaintext, 'warn', 'plaintext', `${plural(plaintext, 'store')} where TLS is not enforced`, 'encryption');
  const waivers = model.acknowledgements.filter(({ origin }) => origin === 'waiver').length;
  add(
    waivers,
    'quiet',
    'waived',
    `${plural(waivers, 'waiver')} of the company, with owner and expiry`,
    'acknowledgements',
  );
  const engine = model.acknowledgements.filter(({ origin }) => origin === 'engine').length;
  add(
    engine,
    'quiet',
    'by design',
    `${plural(engine, 'decision')} of the engine against a rule, with the compensating control`,
    'acknowledgements',
  );
  const gaps = model.requirements.filter(({ rules }) => rules.length === 0).length;
  add(
    gaps,
    'gap',
    'no rule',
    `${plural(gaps, 'requirement')} of the catalogue that nothing checks yet`,
    'requirements',
  );
  return points;
}
