import { referencesIn } from '../../../constructs/template/references';
import { alternatives, fewestItems, isSet, itemsOf, renderText, valuesAt } from '../../../constructs/template/values';

const NOTHING = { Ref: 'AWS::NoValue' };
const either = (yes: unknown, no: unknown) => ({ 'Fn::If': ['C', yes, no] });
const name = (intrinsic: Readonly<Record<string, unknown>>) => `<${JSON.stringify(intrinsic['Ref'] ?? intrinsic)}>`;

test('both branches of nested conditions are possible, and no value is none', () => {
  expect(alternatives(either(1, either(2, NOTHING)))).toEqual([1, 2, undefined]);
  expect(alternatives({ Ref: 'A' })).toEqual([{ Ref: 'A' }]);
});

test('a path goes through the conditions on its way', () => {
  expect(valuesAt({ A: either({ B: 1 }, { B: 2 }) }, 'A', 'B')).toEqual([1, 2]);
  expect(valuesAt({ A: either({ B: 1 }, NOTHING) }, 'A', 'B')).toEqual([1, undefined]);
  expect(isSet({ A: either({ B: 1 }, NOTHING) }, 'A', 'B')).toBe(false);
  expect(isSet({ A: { B: { Ref: 'X' } } }, 'A', 'B')).toBe(true);
  expect(isSet({ A: { B: false } }, 'A', 'B')).toBe(true);
});

test('a list has the elements of every case, and the fewest of any', () => {
  expect(itemsOf([either('a', NOTHING), 'b'])).toEqual(['a', 'b']);
  expect(itemsOf('a')).toEqual(['a']);
  expect(itemsOf(undefined)).toEqual([]);
  expect(fewestItems([either('a', NOTHING), 'b'])).toBe(1);
  expect(fewestItems(either(['a'], ['b', 'c']))).toBe(1);
  expect(fewestItems({ 'Fn::Split': [',', 'x'] })).toBeUndefined();
  expect(fewestItems(undefined)).toBe(0);
});

test('a text is rendered with its references named', () => {
  expect(renderText({ 'Fn::Join': ['/', ['a', { Ref: 'B' }]] }, name)).toBe('a/<"B">');
  expect(renderText({ 'Fn::Sub': '${A}-${!B}' }, name)).toBe('<"A">-${B}');
  expect(renderText(['a'], name)).toBeUndefined();
});

test('references are found in every form and at any depth', () => {
  const value = [
    { Ref: 'A' },
    { x: { 'Fn::GetAtt': ['B', 'Arn'] } },
    { 'Fn::GetAtt': 'C.Arn' },
    { 'Fn::Sub': '${D}-${E.Arn}-${!F}' },
    { 'Fn::Sub': ['${v}', { v: { Ref: 'G' } }] },
  ];
  expect([...referencesIn(value)]).toEqual(['A', 'B', 'C', 'D', 'E', 'v', 'G']);
});
