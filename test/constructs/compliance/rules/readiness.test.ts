import { MODEL_METADATA_KEY } from '../../../../constructs/model/core/metadata';
import { ask, EVIDENCE, GOVERNANCE, governed, realtime } from './serving-views';

type Fields = Readonly<Record<string, unknown>>;

const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';
const METADATA = `Metadata.${MODEL_METADATA_KEY}`;

describe('ReadinessEvidenceValid', () => {
  const ready = (changes: Fields) => governed({ readiness: { ...GOVERNANCE.readiness, ...changes } });
  const at = `${METADATA}.readiness`;

  test('passes six items that count on the day, the last day included', () => {
    expect(ask('ReadinessEvidenceValid', realtime(), 'Endpoint')).toBe(PASSED);
    expect(
      ask('ReadinessEvidenceValid', ready({ businessCase: { ...EVIDENCE, expires: '2026-11-23' } }), 'Endpoint'),
    ).toBe(PASSED);
  });

  test('abstains outside of production', () => {
    expect(ask('ReadinessEvidenceValid', governed(undefined), 'Endpoint', { production: false })).toBe(ABSTAINED);
  });

  test('fails a model of which nothing is said', () => {
    expect(ask('ReadinessEvidenceValid', governed(undefined), 'Endpoint')).toBe(
      `${METADATA}: endpoint has no readiness evidence: it says nothing of its model`,
    );
  });

  test('fails missing items, all at once', () => {
    expect(
      ask('ReadinessEvidenceValid', ready({ businessCase: undefined, productionOwner: undefined }), 'Endpoint'),
    ).toBe(`${at}: model has no readiness evidence for businessCase, productionOwner`);
    expect(ask('ReadinessEvidenceValid', governed({ readiness: undefined }), 'Endpoint')).toBe(
      `${at}: model has no readiness evidence for businessCase, userValidation, technicalFeasibility, dataPipeline, executiveSponsor, productionOwner`,
    );
  });

  test('fails evidence that has expired, is from the future, or is incomplete', () => {
    const item = (changes: Fields) =>
      ask('ReadinessEvidenceValid', ready({ dataPipeline: { ...EVIDENCE, ...changes } }), 'Endpoint');
    expect(item({ expires: '2026-11-22' })).toBe(
      `${at}.dataPipeline: readiness evidence dataPipeline expired on 2026-11-22`,
    );
    expect(item({ date: '2026-11-24' })).toBe(
      `${at}.dataPipeline: readiness evidence dataPipeline is dated 2026-11-24, after the evaluation day 2026-11-23`,
    );
    expect(item({ owner: '', summary: undefined })).toBe(
      `${at}.dataPipeline: readiness evidence dataPipeline has no summary, owner`,
    );
    expect(item({ expires: 'never' })).toBe(
      `${at}.dataPipeline: readiness evidence dataPipeline has expires "never", which is no day`,
    );
  });
});
