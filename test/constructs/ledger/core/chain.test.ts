import * as fc from 'fast-check';
import {
  appendRecord,
  canonicalJson,
  type ChainHead,
  EMPTY_CHAIN,
  type Fact,
  type LedgerRecord,
  verifyChain,
} from '../../../../constructs/ledger/core';

const AT = '2026-11-17T10:00:00.000Z';

function fact(index: number, model = 'churn'): Fact {
  return {
    kind: 'observation',
    model,
    factId: `observation/${index}`,
    cause: 'change',
    at: AT,
    source: { service: 'aws.sagemaker', type: 'SageMaker Endpoint State Change', id: `event-${index}` },
    observed: {
      endpointName: 'excorp-prod--churn',
      status: 'IN_SERVICE',
      endpointConfigName: 'config-1',
      versions: [
        {
          variantName: 'AllTraffic',
          endpointConfigName: 'config-1',
          weight: 1,
          modelPackageArn: 'arn:aws:sagemaker:eu-west-1:333333333333:model-package/excorp-prod--churn/1',
          metrics: { auc: '0.871' },
          approvers: ['arn:aws:iam::333333333333:role/reviewer'],
        },
      ],
    },
  };
}

function chainOf(length: number, model = 'churn'): LedgerRecord[] {
  const records: LedgerRecord[] = [];
  for (let index = 0; index < length; index += 1) {
    records.push(appendRecord(records.at(-1) ?? EMPTY_CHAIN, fact(index, model), AT));
  }
  return records;
}

const headOf = (records: readonly LedgerRecord[]): ChainHead => records.at(-1) ?? EMPTY_CHAIN;

/** Paths to every leaf of a value. */
function leaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, field]) => leaves(field, [...path, key]));
}

/** A copy with another value at a path. */
function tampered(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const fields = value as Record<string, unknown>;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...fields };
  return Object.assign(copy, { [key]: tampered(fields[key], rest, to) });
}

describe('A chain of records', () => {
  const chain = chainOf(6);

  test('is intact as it was written, and when it is empty', () => {
    expect(verifyChain(chain)).toEqual({ intact: true, records: 6, head: headOf(chain).hash });
    expect(verifyChain(chain, headOf(chain))).toMatchObject({ intact: true });
    expect(verifyChain([])).toMatchObject({ intact: true, records: 0 });
  });

  test('fails when any field of any record is altered, and names the record', () => {
    fc.assert(
      fc.property(
        fc.nat(chain.length - 1),
        fc.nat(),
        fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
        (position, leaf, to) => {
          const record = chain[position];
          const paths = leaves(record);
          const path = paths[leaf % paths.length] ?? [];
          const copy = tampered(record, path, to) as LedgerRecord;
          fc.pre(canonicalJson(copy) !== canonicalJson(record));
          const verdict = verifyChain(chain.with(position, copy), headOf(chain));
          expect(verdict).toMatchObject({ intact: false, fault: 'altered', sequence: position + 1 });
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });

  test('fails when a field is added or taken away', () => {
    const [first, ...rest] = chain;
    expect(verifyChain([{ ...first, note: 'x' } as unknown as LedgerRecord, ...rest])).toMatchObject({
      fault: 'altered',
    });
    const { cause: _, ...without } = first as LedgerRecord;
    expect(verifyChain([without as LedgerRecord, ...rest])).toMatchObject({ fault: 'altered', sequence: 1 });
  });

  test('fails when a record is altered and its own hash made to fit', () => {
    const other = appendRecord(chain[1] as LedgerRecord, { ...fact(2), reason: 'forged' }, AT);
    expect(verifyChain(chain.with(2, other))).toEqual({
      intact: false,
      fault: 'forked',
      sequence: 4,
      problem: 'record 4 follows another record than the 3 that stands before it',
    });
  });

  test('fails when all records after a forgery are made to fit, and a copy knows better', () => {
    const forged = chain.slice(0, 2);
    for (const index of [2, 3, 4, 5])
      forged.push(appendRecord(headOf(forged), { ...fact(index), reason: 'forged' }, AT));
    expect(verifyChain(forged)).toMatchObject({ intact: true });
    expect(verifyChain(forged, headOf(chain))).toEqual({
      intact: false,
      fault: 'forked',
      sequence: 6,
      problem: 'record 6 is another one than the copy knows',
    });
  });

  test('fails when a record is missing: in the middle, at the beginning, at the end', () => {
    expect(verifyChain(chain.toSpliced(2, 1))).toEqual({
      intact: false,
      fault: 'missing',
      sequence: 3,
      problem: 'record 3 is missing: record 4 comes instead',
    });
    expect(verifyChain(chain.slice(1))).toMatchObject({ fault: 'missing', sequence: 1 });
    expect(verifyChain(chain.slice(0, 4), headOf(chain))).toMatchObject({ fault: 'missing', sequence: 5 });
  });

  test('fails when records are reordered', () => {
    const [first, second, third, ...rest] = chain as [LedgerRecord, LedgerRecord, LedgerRecord, ...LedgerRecord[]];
    expect(verifyChain([first, third, second, ...rest])).toEqual({
      intact: false,
      fault: 'reordered',
      sequence: 2,
      problem: 'record 3 stands before record 2',
    });
  });

  test('fails when a place is taken twice, and when a record of another model is among them', () => {
    const twin = appendRecord(chain[1] as LedgerRecord, { ...fact(2), reason: 'twin' }, AT);
    expect(verifyChain(chain.toSpliced(3, 0, twin))).toMatchObject({ fault: 'forked', sequence: 3 });
    const stranger = chainOf(3, 'assistant')[2] as LedgerRecord;
    expect(verifyChain(chain.with(2, stranger))).toMatchObject({ fault: 'foreign', sequence: 3 });
  });
});

describe('Canonical JSON', () => {
  test('is the same whatever the order of keys, and says nothing of what is undefined', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é' }], a: undefined, '10': 1, '9': 2 })).toBe(
      '{"10":1,"9":2,"b":[1,{"c":"é","d":null}]}',
    );
  });

  test('survives being read and written again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test('fails for what JSON cannot hold', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow('canonical JSON has no number NaN');
    expect(() => canonicalJson({ a: () => 1 })).toThrow('canonical JSON has no function');
  });
});
