import { table, withPart } from '../../../scripts/docs/part';

const PART = { document: 'docs/x.md', name: 'colours', markdown: () => '\n| red |\n' };

test('a part is made anew between its markers, and the rest stays', () => {
  const text = 'before\n<!-- colours -->\nold\n<!-- end of colours -->\nafter\n';
  const made = 'before\n<!-- colours -->\n\n| red |\n\n<!-- end of colours -->\nafter\n';
  expect(withPart(text, PART)).toBe(made);
  expect(withPart(made, PART)).toBe(made);
});

test.each([
  ['neither marker', 'text'],
  ['only the first', '<!-- colours -->'],
  ['only the last', '<!-- end of colours -->'],
  ['both in the wrong order', '<!-- end of colours --><!-- colours -->'],
  ['a marker twice', '<!-- colours --><!-- colours --><!-- end of colours -->'],
])('fails on a document with %s', (_, text) => {
  expect(() => withPart(text, PART)).toThrow(
    "docs/x.md must have '<!-- colours -->' and then '<!-- end of colours -->', each once",
  );
});

test('a table escapes the bars in its cells', () => {
  expect(
    table(
      ['a', 'b'],
      [
        ['1', '2|3'],
        ['4', ''],
      ],
    ),
  ).toBe('| a | b |\n|---|---|\n| 1 | 2\\|3 |\n| 4 |  |');
});
