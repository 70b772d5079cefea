import { referencesIn, visitReferences } from '../../../constructs/template/references';

test('references are found in every form and at any depth', () => {
  const value = [
    { Ref: 'A' },
    { x: { 'Fn::GetAtt': ['B', 'Arn'] } },
    { 'Fn::GetAtt': 'C.Arn' },
    { 'Fn::Sub': '${D}-${E.Arn}-${!F}' },
    { 'Fn::Sub': ['${v}', { v: { Ref: 'G' } }] },
    { 'Fn::If': ['Condition', { Ref: 'H' }, { Ref: 'I' }] },
  ];
  expect([...referencesIn(value)]).toEqual(['A', 'B', 'C', 'D', 'E', 'v', 'G', 'H', 'I']);
});

test('a call that the visitor deals with is not looked into', () => {
  const found: string[] = [];
  const value = [{ 'Fn::GetStackOutput': { StackName: { Ref: 'A' } } }, { 'Fn::Join': ['', [{ Ref: 'B' }]] }];
  visitReferences(value, {
    id: (name) => found.push(name),
    call: (name) => name === 'Fn::GetStackOutput',
  });
  expect(found).toEqual(['B']);
});
