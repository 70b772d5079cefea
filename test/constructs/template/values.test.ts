import {
  alternatives,
  attributeOf,
  fewestItems,
  isSet,
  isTrue,
  itemsAt,
  itemsOf,
  literalOf,
  locate,
  mayBeTrue,
  renderText,
  valuesAt,
} from '../../../constructs/template/values';

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

test('names within a text stand for what they refer to, and those that the text defines for their values', () => {
  const token = (intrinsic: Readonly<Record<string, unknown>>) => `<${JSON.stringify(intrinsic)}>`;
  expect(renderText({ 'Fn::Sub': '${A.Arn}' }, token)).toBe('<{"Fn::GetAtt":["A","Arn"]}>');
  expect(renderText({ 'Fn::Sub': ['${a}/${n}', { a: { 'Fn::Join': ['', ['x', 'y']] }, n: 1 }] }, token)).toBe('xy/1');
  expect(attributeOf('A.Outputs.B')).toEqual(['A', 'Outputs.B']);
  expect(attributeOf(['A', 'Arn'])).toEqual(['A', 'Arn']);
});

test('a switch is on in every case, or in some', () => {
  expect([isTrue({ A: either(true, 'true') }, 'A'), mayBeTrue({ A: either(true, 'true') }, 'A')]).toEqual([true, true]);
  expect([isTrue({ A: either(true, NOTHING) }, 'A'), mayBeTrue({ A: either(true, NOTHING) }, 'A')]).toEqual([
    false,
    true,
  ]);
  expect([isTrue({}, 'A'), mayBeTrue({}, 'A')]).toEqual([false, false]);
});

test('literals have a text, and nothing else has one', () => {
  expect([literalOf('a'), literalOf(1), literalOf(false), literalOf({ Ref: 'A' }), literalOf(null)]).toEqual([
    'a',
    '1',
    'false',
    undefined,
    undefined,
  ]);
});

test('what stands at a path has its place, and says whether it stands there in one case only', () => {
  const value = { List: [{ A: 1 }, either({ A: 2 }, NOTHING)], One: { A: 3 } };
  expect(locate(value, 'List.*.A')).toEqual([
    { value: 1, location: 'Properties.List.0.A', conditional: false },
    { value: 2, location: 'Properties.List.1.A', conditional: true },
    { value: undefined, location: 'Properties.List.1.A', conditional: true },
  ]);
  expect(locate(value, 'One.*.A')).toEqual([{ value: 3, location: 'Properties.One.A', conditional: false }]);
  expect(locate(value, 'None.A', 'Metadata')).toEqual([
    { value: undefined, location: 'Metadata.None.A', conditional: false },
  ]);
  expect(locate({ List: { Ref: 'P' } }, 'List.*.A')).toEqual([]);
  expect(itemsAt({ A: either({ B: ['x'] }, { B: 'y' }) }, 'A', 'B')).toEqual(['x', 'y']);
});
