import { App } from 'aws-cdk-lib';
import { resolveEnvironments } from '../../../lib/config';
import { EnvironmentStage } from '../../../lib/environment-stage';
import { findRunbooks, knownNames, parseRunbook, readRunbooks, type FoundRunbook } from '../../../lib/runbooks';
import { removeSamples, Sample } from '../config/sample';

afterAll(removeSamples);

const nameOf = ({ runbook, section }: FoundRunbook): string => section?.name ?? runbook.room;

describe('a name', () => {
  const runbooks = [
    parseRunbook('heating', '# Heating\n\n## Heat\n\nAlarm: `Heat`.\n\n## Leak\n\nAlarm: `Quality<Name>`.\n'),
    parseRunbook('water', '# Water\n\n## Leak\n\nAlarms: `Leak`, `BigLeak`.\n\n## Flood\n\nAlarm: `Flood`.\n'),
  ];
  const found = (name: string): readonly string[] => findRunbooks(name, runbooks).map(nameOf);

  test.each([
    ['a room', 'water', 'water'],
    ['a section', 'water/leak', 'water/leak'],
    ['an anchor that one room has', 'flood', 'water/flood'],
    ['the id of an alarm', 'Flood', 'water/flood'],
    ['a logical id', 'TankAlarmsBigLeak1A2B3C4D', 'water/leak'],
    ['the name of an alarm', 'dev-Tank-AlarmsFlood1A2B3C4D-X9Y8Z7W6V5U4', 'water/flood'],
    ['the name of an alarm with a part of its own', 'dev-Tank-AlarmsQualityTaste1A2B3C4D-X9', 'heating/leak'],
    ['the name of an alarm of one version', 'dev--tank-Config1A2B3C4D-X9Y8Z7W6V5U4-Flood', 'water/flood'],
    ['the name of an alarm on the quality of one version', 'dev--tank-v7-QualityTaste', 'heating/leak'],
    // The alarm of a quality that is called like another alarm.
    ['the id that explains more of a name', 'AlarmsQualityFlood1A2B3C4D', 'heating/leak'],
  ])('that is %s finds it', (_, name, expected) => {
    expect(found(name)).toEqual([expected]);
  });

  test('that several rooms have finds the section of each', () => {
    expect(found('leak')).toEqual(['heating/leak', 'water/leak']);
  });

  test.each(['', 'Rain', 'flooding', 'water/heat', 'Quality', 'Flood1A2B3C4DX'])('%j finds nothing', (name) => {
    expect(found(name)).toEqual([]);
  });

  test('can be suggested by any of its forms', () => {
    expect(knownNames(runbooks)).toEqual(expect.arrayContaining(['heating', 'water/leak', 'leak', 'BigLeak']));
  });
});

describe('every alarm of an environment', () => {
  const runbooks = readRunbooks();
  /** Sections that descriptions name, by the name of the alarm; undefined where a description names none. */
  const sections = new Map<string, string | undefined>();

  beforeAll(() => {
    const environment = resolveEnvironments(new Sample().load()).find(({ name }) => name === 'prod');
    if (environment === undefined) throw new Error('the sample has an environment prod');
    for (const { stackName, template } of new EnvironmentStage(new App(), environment).synth().stacks) {
      const { Resources } = template as { Resources: Record<string, { Type: string; Properties: Properties }> };
      for (const [id, { Type, Properties }] of Object.entries(Resources)) {
        if (Type !== 'AWS::CloudWatch::Alarm') continue;
        sections.set(nameIn(Properties) ?? `${stackName}-${id}-X9Y8Z7W6V5U4`, sectionIn(Properties));
      }
    }
  });

  test('has a runbook, except those that call nobody', () => {
    const without = [...sections].flatMap(([name, section]) => (section === undefined ? name : []));
    expect(without).toEqual([expect.stringMatching(/^prod-Serving-document-extraction-EndpointScalingWakeUpAlarm/)]);
  });

  test('names the section that its own name finds', () => {
    const named = [...sections].filter(([, section]) => section !== undefined);
    expect(named.length).toBeGreaterThan(25);
    expect(named.map(([name]) => [name, findRunbooks(name, runbooks).map(nameOf).join(', ')])).toEqual(named);
  });

  test('is in the runbooks with its id, and nothing else is', () => {
    const ids = runbooks.flatMap((runbook) => runbook.sections.flatMap(({ alarms }) => alarms));
    const unused = ids.filter((id) => {
      const pattern = id.replace(/<\w+>$/, '\\w+');
      const end = new RegExp(`(${pattern}[0-9A-F]{8}-X9Y8Z7W6V5U4|-${pattern})$`);
      return ![...sections.keys()].some((name) => end.test(name));
    });
    expect(unused).toEqual([]);
  });
});

interface Properties {
  readonly AlarmName?: { readonly 'Fn::Join': readonly [string, readonly unknown[]] };
}

/** The name that the template gives an alarm, with what CloudFormation puts in. */
function nameIn({ AlarmName }: Properties): string | undefined {
  const parts = AlarmName?.['Fn::Join'][1];
  return parts
    ?.map((part) => (typeof part === 'string' ? part : 'EndpointServingConfig23DA35C9-X9Y8Z7W6V5U4'))
    .join('');
}

function sectionIn(properties: object): string | undefined {
  const named = /Runbook: (?:blueprint runbook |constructs\/)(\w+\/)(?:runbook\.md#)?([\w-]+)/;
  const [, room, anchor] = named.exec(JSON.stringify(properties)) ?? [];
  return room === undefined || anchor === undefined ? undefined : `${room}${anchor}`;
}
