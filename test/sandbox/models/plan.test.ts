import { readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import type { ResolvedModel } from '../../../lib/config';
import { declaredInVain, plansOf, writePrograms } from '../../../sandbox/models/plan';
import { PROJECT, RunFolder, SANDBOX } from '../../../sandbox/paths';
import { copyOfCompany, modelOf, OTHER_COMPANY, trial, write } from '../other-company';

const standIn = (name: string) => path.join(SANDBOX, 'stand-ins', name);
const programOf = (changes: object) =>
  plansOf({ models: [modelOf('helpdesk', changes)] }, OTHER_COMPANY).map(({ serve }) => path.basename(serve));

describe('the plan of a run', () => {
  test('has every model of the environment, with its own programs where they are declared, else with a stand-in', () => {
    const plans = plansOf(trial(), OTHER_COMPANY);
    expect(plans.map(({ model, declaration, serve }) => [model.name, declaration?.file, serve])).toEqual([
      ['address-match', undefined, standIn('echo_server.py')],
      ['helpdesk', undefined, standIn('llm_server.py')],
      ['route-time', 'examples/route-time/sandbox.yaml', path.join(OTHER_COMPANY, 'examples/route-time/serve.py')],
    ]);
  });

  test('takes the stand-in by kind and container, not by name', () => {
    expect(programOf({ container: { framework: 'lmi' } })).toEqual(['llm_server.py']);
    expect(programOf({ container: { image: 'ours' } })).toEqual(['llm_server.py']);
    expect(programOf({ container: { framework: 'triton' } })).toEqual(['echo_server.py']);
    expect(programOf({ kind: 'predictive' })).toEqual(['echo_server.py']);
  });

  test('asks a language model for a stream only where it streams', () => {
    const body = (model: ResolvedModel) =>
      plansOf({ models: [model] }, OTHER_COMPANY).map(({ question }): unknown => JSON.parse(question.body));
    const { serving } = modelOf('route-time');
    expect(body(modelOf('helpdesk'))).toMatchObject([{ stream: true }]);
    expect(body(modelOf('helpdesk', { serving }))).toMatchObject([{ stream: false }]);
  });

  test('fails naming every model whose serving mode or kind the sandbox does not know', () => {
    const { serving } = modelOf('helpdesk');
    const models = [
      modelOf('helpdesk'),
      modelOf('helpdesk', { name: 'nightly', serving: { ...serving, mode: 'batch' } }),
      modelOf('helpdesk', { name: 'speech', kind: 'audio' }),
    ];
    expect(() => plansOf({ models }, OTHER_COMPANY)).toThrow(
      'nightly cannot be asked: the sandbox knows no serving mode batch (known: realtime, realtime-to-zero, async)\n' +
        'speech cannot be asked: the sandbox knows no kind audio (known: llm, predictive)',
    );
  });

  test('fails naming every declaration that is wrong', () => {
    const folder = copyOfCompany();
    write(folder, 'examples/helpdesk/sandbox.yaml', 'train: train.py\nanswer: {}\nserver: x\n');
    write(
      folder,
      'examples/route-time/sandbox.yaml',
      'train: train.py\nserve: none.py\nrequest: { contentType: text/csv, body: "1" }\nanswer: { typ: object }\n',
    );
    expect(() => plansOf(trial(), folder)).toThrow(
      [
        'examples/helpdesk/sandbox.yaml does not declare a model: serve: Invalid input: expected string, received undefined; ' +
          'request: Invalid input: expected object, received undefined; ' +
          'answer: a JSON Schema that can refuse an answer, {} accepts every one; Unrecognized key: "server"',
        'examples/route-time/sandbox.yaml does not declare a model: none.py does not exist; ' +
          'answer: strict mode: unknown keyword: "typ"',
      ].join('\n'),
    );
  });

  test('reads the declaration that sandbox/README.md shows', () => {
    const [, example = ''] =
      /^```yaml\n([\s\S]*?)^```$/m.exec(readFileSync(path.join(SANDBOX, 'README.md'), 'utf8')) ?? [];
    const folder = copyOfCompany();
    write(folder, 'examples/route-time/sandbox.yaml', example);
    expect(plansOf({ models: [modelOf('route-time')] }, folder)).toMatchObject([
      { question: { contentType: 'text/csv', body: '12,40', answer: { required: ['minutes'] } } },
    ]);
  });

  test('names the declarations of models that the environment does not have', () => {
    const folder = copyOfCompany();
    write(folder, 'examples/rout-time/sandbox.yaml', '');
    expect(declaredInVain(trial(), folder)).toEqual(['rout-time']);
    expect(declaredInVain(trial(), OTHER_COMPANY)).toEqual([]);
  });

  test('tells the emulator the program of each model by its model package group', () => {
    const run = new RunFolder('plan-test');
    writePrograms(run, trial(), plansOf(trial(), OTHER_COMPANY));
    expect(JSON.parse(readFileSync(run.programs, 'utf8'))).toEqual({
      'parcels-trial--address-match': standIn('echo_server.py'),
      'parcels-trial--helpdesk': standIn('llm_server.py'),
      'parcels-trial--route-time': path.join(OTHER_COMPANY, 'examples/route-time/serve.py'),
    });
    rmSync(run.root, { recursive: true });
  });
});

test('the sample company has one model with programs of its own', () => {
  expect(declaredInVain({ models: [] }, PROJECT)).toEqual(['churn']);
});
