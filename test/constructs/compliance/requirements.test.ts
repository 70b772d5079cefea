import { requirements } from '../../../constructs/compliance/requirements';

describe('the requirement catalogue', () => {
  test('has ids of their own, each with a title and a text', () => {
    expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length);
    expect(requirements.filter(({ id }) => !/^[A-Z]{2,4}-[1-9]\d?$/.test(id))).toEqual([]);
    expect(requirements.filter(({ title, text }) => title === '' || !text.endsWith('.'))).toEqual([]);
  });

  test('numbers each family without a gap', () => {
    const numbers = new Map<string, number[]>();
    for (const { id } of requirements) {
      const [prefix = '', number] = id.split('-');
      numbers.set(prefix, [...(numbers.get(prefix) ?? []), Number(number)]);
    }
    for (const found of numbers.values()) expect(found).toEqual(found.map((_, index) => index + 1));
    expect(Object.fromEntries([...numbers].map(([prefix, found]) => [prefix, found.length]))).toEqual({
      CARD: 11,
      RDY: 1,
      SRV: 6,
      PIPE: 6,
      REG: 2,
      REL: 3,
      EXP: 1,
      FEA: 1,
      TRN: 2,
      MON: 6,
      SEC: 5,
      OPS: 4,
      INT: 2,
      OWN: 1,
      CHG: 4,
      SUC: 2,
      DR: 3,
    });
  });
});
