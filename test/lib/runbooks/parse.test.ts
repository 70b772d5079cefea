import { anchorOf, parseRunbook, readRunbooks } from '../../../lib/runbooks';

const TEXT = `# Runbook: boilers

Replace \`$BOILER\` by its name.

## Too hot, too long

Alarms: \`TooHot\`, \`Pressure<Valve>\`.

The water boils, e.g. in the
pipe. Act at once.

\`\`\`sh
## not a heading
\`\`\`

## Quiet

No sentence ends here
`;

test('a runbook has a title, an introduction, and a section for each heading outside of code', () => {
  const { title, introduction, sections, text } = parseRunbook('boilers', TEXT);
  expect({ title, introduction }).toEqual({
    title: 'Runbook: boilers',
    introduction: 'Replace `$BOILER` by its name.',
  });
  expect(sections).toEqual([
    {
      name: 'boilers/too-hot-too-long',
      anchor: 'too-hot-too-long',
      heading: 'Too hot, too long',
      alarms: ['TooHot', 'Pressure<Valve>'],
      summary: 'The water boils, e.g. in the pipe.',
      text: 'Alarms: `TooHot`, `Pressure<Valve>`.\n\nThe water boils, e.g. in the\npipe. Act at once.\n\n```sh\n## not a heading\n```',
    },
    {
      name: 'boilers/quiet',
      anchor: 'quiet',
      heading: 'Quiet',
      alarms: [],
      summary: 'No sentence ends here',
      text: 'No sentence ends here',
    },
  ]);
  expect(text).toBe(TEXT.trim());
});

test('an anchor is the heading as GitHub addresses it', () => {
  expect(['Error rate', 'Release timed out, or stopped', 'p99 (ms)'].map(anchorOf)).toEqual([
    'error-rate',
    'release-timed-out-or-stopped',
    'p99-ms',
  ]);
});

describe('the runbooks of the rooms', () => {
  const runbooks = readRunbooks();
  const sections = runbooks.flatMap((runbook) => runbook.sections);

  test('are those of ledger, monitoring, release and storage', () => {
    expect(runbooks.map(({ room }) => room)).toEqual(['ledger', 'monitoring', 'release', 'storage']);
  });

  test('have a name of its own for each section', () => {
    expect(new Set(sections.map(({ name }) => name)).size).toBe(sections.length);
  });

  test.each(sections)('$name begins with its alarms and a sentence', ({ alarms, summary }) => {
    expect(alarms).not.toEqual([]);
    expect(summary).toMatch(/^[A-Z].+\.$/);
  });
});
