import { statesCheck } from '../../../../constructs/compliance/definitions/states';
import { MemoryCache } from '../memory-cache';
import { contextOf, view } from '../views';

type Fields = Readonly<Record<string, unknown>>;

const TYPE = 'AWS::StepFunctions::StateMachine';
const DONE = { Type: 'Succeed' };

const problemsOf = (properties: Fields) => statesCheck().check(view(TYPE, properties), contextOf());

/** What is found in a machine that starts at Check, as `location: problem`. */
function found(states: Fields, more: Fields = {}): readonly string[] {
  const problems = problemsOf({ DefinitionString: JSON.stringify({ StartAt: 'Check', States: states, ...more }) });
  if (problems === 'not-applicable') throw new Error('not applicable');
  return problems.map(({ location, problem }) => `${location}: ${problem}`);
}

const AT = 'Properties.DefinitionString.States';

describe('DEF-STATES', () => {
  test('passes a machine with choices, catches, branches and maps', () => {
    const inner = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', End: true } } };
    const states = {
      Check: {
        Type: 'Choice',
        Choices: [{ Variable: '$.ok', BooleanEquals: true, Next: 'Split' }],
        Default: 'Refused',
      },
      Split: {
        Type: 'Parallel',
        Branches: [inner],
        Next: 'Each',
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Refused' }],
      },
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } },
        End: true,
      },
      Refused: { Type: 'Fail' },
    };
    expect(found(states)).toEqual([]);
  });

  test('abstains from a definition that lies in S3 or comes from a reference', () => {
    expect(problemsOf({ DefinitionS3Location: { Bucket: 'b', Key: 'k' } })).toBe('not-applicable');
    expect(problemsOf({ DefinitionString: { Ref: 'Definition' } })).toBe('not-applicable');
  });

  test('fails a transition to a state that does not exist, and suggests the right one', () => {
    expect(found({ Check: { Type: 'Pass', Next: 'Pubilsh' }, Publish: DONE })).toEqual([
      `${AT}.Check.Next: state 'Check' goes to 'Pubilsh', which does not exist; did you mean Publish`,
      `${AT}.Publish: no state leads to state 'Publish'`,
      `${AT}: no path of the state machine reaches an end`,
    ]);
  });

  test('fails dangling targets of choices, defaults and catches', () => {
    const states = {
      Check: { Type: 'Choice', Choices: [{ Variable: '$.ok', BooleanEquals: true, Next: 'A' }], Default: 'B' },
    };
    expect(found(states).slice(0, 2)).toEqual([
      `${AT}.Check.Default: state 'Check' goes to 'B', which does not exist`,
      `${AT}.Check.Choices.0.Next: state 'Check' goes to 'A', which does not exist`,
    ]);
    const caught = { Check: { Type: 'Pass', End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Gone' }] } };
    expect(found(caught)[0]).toBe(`${AT}.Check.Catch.0.Next: state 'Check' goes to 'Gone', which does not exist`);
  });

  test('fails a transition out of a branch', () => {
    const branch = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', Next: 'Done' } } };
    expect(found({ Check: { Type: 'Parallel', Branches: [branch], Next: 'Done' }, Done: DONE })[0]).toBe(
      `${AT}.Check.Branches.0.States.Inner.Next: state 'Inner' goes to 'Done', which does not exist`,
    );
  });

  test('fails states that only lead to one another', () => {
    const states = { Check: DONE, Lost: { Type: 'Pass', Next: 'Found' }, Found: { Type: 'Pass', Next: 'Lost' } };
    expect(found(states)).toEqual([
      `${AT}.Lost: no state leads to state 'Lost'`,
      `${AT}.Found: no state leads to state 'Found'`,
    ]);
  });

  test('fails a machine that goes round for ever', () => {
    expect(found({ Check: { Type: 'Pass', Next: 'Again' }, Again: { Type: 'Pass', Next: 'Check' } })).toEqual([
      `${AT}: no path of the state machine reaches an end`,
    ]);
  });

  test('fails a state that neither goes on nor ends, once', () => {
    expect(found({ Check: { Type: 'Pass' } })[0]).toBe(
      `${AT}.Check: state 'Check' has neither Next nor End, and exactly one must stand`,
    );
    expect(found({ Check: { Type: 'Pass', Next: 'Done', End: true }, Done: DONE })[0]).toBe(
      `${AT}.Check: state 'Check' has both Next and End, and exactly one must stand`,
    );
  });

  test('fails a start that does not exist, without blaming every state', () => {
    expect(found({ Begin: DONE })).toEqual([
      "Properties.DefinitionString.StartAt: state machine starts at 'Check', which does not exist",
    ]);
  });

  test('fails an unknown type and an expression that is no JSONata', () => {
    expect(found({ Check: { Type: 'Psas', End: true } })).toEqual([
      `${AT}.Check.Type: state machine is not valid at States.Check.Type: must be equal to one of the allowed values`,
    ]);
    const task = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { Key: '{% $lookup( %}' },
      End: true,
    };
    expect(found({ Check: task }, { QueryLanguage: 'JSONata' })).toEqual([
      `${AT}.Check.Arguments.Key: state machine is not valid at States.Check.Arguments.Key: '{% $lookup( %}' is no valid JSONata`,
    ]);
  });

  test('fails fields of the other query language', () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'Done' }], InputPath: '$.a' };
    expect(found({ Check: choice, Done: DONE }, { QueryLanguage: 'JSONata' })).toEqual([
      `${AT}.Check: state 'Check' uses JSONata and has InputPath, which only JSONPath has`,
      `${AT}.Check.Choices.0.Variable: state 'Check' uses JSONata and has a choice with Variable, which only JSONPath has`,
    ]);
    expect(found({ Check: { Type: 'Pass', Output: {}, End: true } })).toEqual([
      `${AT}.Check: state 'Check' uses JSONPath and has Output, which only JSONata has`,
    ]);
  });

  test('takes fields of a payload for what they are', () => {
    const task = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { States: 'all', Next: 'page', StartAt: 'x', Default: 'y' },
      End: true,
    };
    expect(found({ Check: task })).toEqual([]);
  });

  test('fails text that is no JSON', () => {
    expect(problemsOf({ DefinitionString: '[]' })).toEqual([
      { problem: 'definition cannot be read: it is not an object', location: 'Properties.DefinitionString' },
    ]);
    expect(problemsOf({ DefinitionString: '{' })).toMatchObject([{ location: 'Properties.DefinitionString' }]);
  });

  test('reads a definition with references in texts, in ARNs and in the place of numbers', () => {
    const DefinitionString = {
      'Fn::Join': [
        '',
        [
          '{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":',
          { Ref: 'Delay' },
          ',"Next":"Call"},"Call":{"Type":"Task","Comment":"say \\"",',
          '"Resource":"',
          { 'Fn::GetAtt': ['Function', 'Arn'] },
          '","Next":"Copy"},"Copy":{"Type":"Task","Resource":"arn:',
          { Ref: 'AWS::Partition' },
          ':states:::aws-sdk:s3:copyObject","Parameters":{"Bucket":"',
          { Ref: 'Bucket' },
          '"},"Next":"Gone"}}}',
        ],
      ],
    };
    expect(problemsOf({ DefinitionString })).toEqual([
      { problem: "state 'Copy' goes to 'Gone', which does not exist", location: `${AT}.Copy.Next` },
      { problem: 'no path of the state machine reaches an end', location: AT },
    ]);
  });

  test('reads a definition with substitutions', () => {
    const DefinitionString =
      '{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":${Delay},"Next":"${Next}"},"Go":{"Type":"Task","Resource":"${Arn}","End":true}}}';
    const DefinitionSubstitutions = { Delay: 5, Next: 'Goo', Arn: { 'Fn::GetAtt': ['F', 'Arn'] } };
    expect(problemsOf({ DefinitionString, DefinitionSubstitutions })).toMatchObject([
      { problem: "state 'Wait' goes to 'Goo', which does not exist; did you mean Go" },
      { problem: "no state leads to state 'Go'" },
      { problem: 'no path of the state machine reaches an end' },
    ]);
    expect(
      problemsOf({ DefinitionString, DefinitionSubstitutions: { ...DefinitionSubstitutions, Next: 'Go' } }),
    ).toEqual([]);
  });

  test('reads a definition that is an object', () => {
    const Task = { Type: 'Task', Resource: { Ref: 'F' }, TimeoutSeconds: { Ref: 'Timeout' } };
    const machine = (Next: string) => ({ StartAt: 'Call', States: { Call: { ...Task, Next }, Done: DONE } });
    expect(problemsOf({ Definition: machine('Done') })).toEqual([]);
    expect(problemsOf({ Definition: machine('Doen') })).toMatchObject([
      { location: 'Properties.Definition.States.Call.Next' },
      { location: 'Properties.Definition.States.Done' },
      { location: 'Properties.Definition.States' },
    ]);
  });
});

describe('DEF-STATES with answers that were given before', () => {
  const definition = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 'soon', End: true } } };
  const cache = new MemoryCache();
  const { answers } = cache;
  // Another property, because a process asks once about each place.
  const ask = (name: 'Definition' | 'DefinitionString', value: object) => {
    const properties = { [name]: name === 'Definition' ? value : JSON.stringify(value) };
    const problems = statesCheck(cache).check(view(TYPE, properties), contextOf());
    return problems === 'not-applicable' ? [] : problems.map(({ problem }) => problem);
  };

  test('refuses again what it refused, and asks about what changed', () => {
    const first = ask('Definition', definition);
    expect(first).toEqual([expect.stringContaining('state machine is not valid at States.Wait')]);
    expect(answers.size).toBe(1);
    expect(ask('DefinitionString', definition)).toEqual(first);
    expect(answers.size).toBe(1);
    expect(ask('Definition', { ...definition, Comment: 'changed' })).toEqual(first);
    expect(answers.size).toBe(2);
  });
});
