import { UNRESERVED_CONCURRENCY } from '../../../model/core';
import { numberOf, type TemplateObject, valuesAt } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';

const FUNCTION = 'AWS::Lambda::Function';
const RESERVED = 'ReservedConcurrentExecutions';

/** Lambda refuses to create a function whose reservation leaves too little for all others. */
export const rule: ComplianceRule = {
  id: 'ReservedConcurrencyFitsQuota',
  title: `Reserved concurrency leaves ${UNRESERVED_CONCURRENCY} concurrent executions of the declared quota unreserved`,
  remedy:
    'lower functions.reservedConcurrency of the environment, or ask AWS for more concurrent executions and write the granted quota into functions.accountConcurrency',
  requirements: ['CARD-9'],
  resourceTypes: [FUNCTION],
  check: ({ properties, region }, { environment, configuration }) => {
    const quota = configuration?.lambdaConcurrency;
    if (reservedBy(properties) === 0 || quota === undefined || environment === undefined) return NOT_APPLICABLE;
    const reserving = environment
      .filter((other) => other.type === FUNCTION && other.region === region)
      .map((other) => reservedBy(other.properties))
      .filter((reserved) => reserved !== 0);
    const location = `Properties.${RESERVED}`;
    const total = reserving.reduce((sum, reserved) => sum + reserved, 0);
    if (Number.isNaN(total))
      return violation('a function of the environment reserves by reference, and needs a number', location);
    return quota - total >= UNRESERVED_CONCURRENCY
      ? COMPLIANT
      : violation(
          `the functions of the environment reserve ${total} of ${quota} concurrent executions, and AWS demands that ${UNRESERVED_CONCURRENCY} stay unreserved`,
          location,
        );
  },
};

/** The most that a function reserves in any case; not a number where that cannot be seen. */
function reservedBy(properties: TemplateObject): number {
  const cases = valuesAt(properties, RESERVED).map((value) =>
    value === undefined ? 0 : (numberOf(value) ?? Number.NaN),
  );
  return Math.max(0, ...cases);
}
