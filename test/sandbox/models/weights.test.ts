import { readdirSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { plansOf } from '../../../sandbox/models/plan';
import { makeWeights } from '../../../sandbox/models/weights';
import { RunFolder } from '../../../sandbox/paths';
import { chmodSync } from 'node:fs';
import { copyOfCompany, modelOf, OTHER_COMPANY, trial, write } from '../other-company';

const run = new RunFolder('weights-test');

afterAll(() => rmSync(run.root, { recursive: true, force: true }));

/** The weights of `route-time`, trained by a shell script. */
function trained(script: string, evaluation = modelOf('route-time').evaluation) {
  const folder = copyOfCompany();
  write(folder, 'examples/route-time/train', `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(folder, 'examples/route-time/train'), 0o755);
  const file = 'examples/route-time/sandbox.yaml';
  write(folder, file, readFileSync(path.join(OTHER_COMPANY, file), 'utf8').replace('train.py', 'train'));
  const [plan] = plansOf({ models: [modelOf('route-time', { evaluation })] }, folder);
  if (plan === undefined) throw new Error('no plan');
  return makeWeights(run, process.env, plan);
}

describe('weights', () => {
  test('of a stand-in name the model', () => {
    const [plan] = plansOf(trial(), OTHER_COMPANY);
    if (plan === undefined) throw new Error('no plan');
    const { folder, measured } = makeWeights(run, process.env, plan);
    expect(readdirSync(folder)).toEqual(['stand-in.txt']);
    expect(readFileSync(path.join(folder, 'stand-in.txt'), 'utf8')).toBe('address-match');
    expect(measured).toEqual([]);
  });

  test('are what the declared program writes, and what it measured is told with its limits', () => {
    const { folder, measured } = trained(
      `echo weights > $1/model.bin; echo '{"meanErrorMinutes": 4, "other": 1}' > $1/metrics.json`,
    );
    expect(readdirSync(folder)).toEqual(['metrics.json', 'model.bin']);
    expect(measured).toEqual(['meanErrorMinutes 4 (ceiling 5)']);
  });

  test('need no metrics where the configuration limits none', () => {
    expect(trained('echo weights > $1/model.bin', []).measured).toEqual([]);
  });

  test('fail when a limit of the evaluation is missed, or its metric is missing', () => {
    const limits = [
      { metric: 'meanErrorMinutes', ceiling: 5 },
      { metric: 'coverage', floor: 0.9 },
      { metric: 'recall', floor: 0.5 },
    ];
    expect(() => trained(`echo '{"meanErrorMinutes": 5.1, "coverage": 0.8}' > $1/metrics.json`, limits)).toThrow(
      'the version of route-time misses limits of its evaluation: meanErrorMinutes 5.1 (ceiling 5), ' +
        'coverage 0.8 (floor 0.9), recall missing (floor 0.5)',
    );
  });

  test('fail with the last line that training said', () => {
    expect(() => trained('echo no data >&2; exit 3')).toThrow(
      'training failed (examples/route-time/sandbox.yaml): no data',
    );
  });

  test('fail when training wrote none', () => {
    expect(() => trained('true')).toThrow('training wrote no weights (examples/route-time/sandbox.yaml)');
  });
});
