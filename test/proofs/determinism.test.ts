import { appendFileSync } from 'node:fs';
import * as path from 'node:path';
import { Checkout } from './support/checkout';

const DAY = '2026-11-23';

type Files = ReadonlyMap<string, string>;

/** Files that one assembly has and the other lacks or has otherwise. */
function differences(one: Files, other: Files): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((file) => one.get(file) !== other.get(file)).sort();
}

describe('synthesis', () => {
  let here: Checkout;
  let there: Checkout;
  let reference: Files;

  beforeAll(() => {
    here = new Checkout('here');
    there = new Checkout('in another/and-much-longer/place');
    reference = here.synthesize('out', DAY);
  });

  afterAll(() => {
    here.remove();
    there.remove();
  });

  it('writes templates, reports and evidence, and no path of the machine', () => {
    const names = [...reference.keys()];
    expect(names).toEqual(expect.arrayContaining(['manifest.json', 'tree.json', 'validation-report.json']));
    expect(names.filter((name) => name.startsWith('evidence/'))).toHaveLength(5);
    expect(names.filter((name) => /\.template(\.refused)?\.json$/.test(name)).length).toBeGreaterThanOrEqual(18);
    const telling = names.filter((name) => reference.get(name)?.includes(here.root));
    expect(telling).toEqual([]);
  });

  it('writes the same bytes again, into another folder, from the answers that it kept', () => {
    expect(here.answers.length).toBeGreaterThan(0);
    expect(there.answers).toEqual([]);
    expect(differences(reference, here.synthesize('other/and/deeper', DAY))).toEqual([]);
  });

  it('writes the same bytes from another checkout, in another time zone, with another account at hand', () => {
    const env = {
      TZ: 'Pacific/Auckland',
      LC_ALL: 'tr_TR.UTF-8',
      HOME: '/nonexistent',
      CDK_DEFAULT_ACCOUNT: '999999999999',
      CDK_DEFAULT_REGION: 'us-east-1',
      AWS_REGION: 'us-east-1',
    };
    expect(differences(reference, there.synthesize('out', DAY, env))).toEqual([]);
  });

  it('writes the same bytes from another checkout when it is refused', () => {
    const refused = [here, there].map((checkout) => {
      appendFileSync(path.join(checkout.root, 'config/models/churn.yaml'), 'onwer: data-science\n');
      return checkout.synthesize('refused', DAY);
    });
    const [one, other] = refused;
    expect(one?.get('validation-report.json')).toContain('onwer');
    expect(differences(one ?? new Map(), other ?? new Map())).toEqual([]);
  });
});

describe('the evaluation day', () => {
  it('changes the evidence that names it and nothing else', () => {
    const checkout = new Checkout('dated');
    try {
      const [today, tomorrow] = [checkout.synthesize('today', DAY), checkout.synthesize('tomorrow', '2026-11-24')];
      expect(differences(today, tomorrow)).toEqual(['evidence/evidence.json', 'evidence/index.html']);
      const told = today.get('evidence/evidence.json')?.replaceAll(DAY, '2026-11-24');
      expect(told).toBe(tomorrow.get('evidence/evidence.json'));
    } finally {
      checkout.remove();
    }
  });
});
