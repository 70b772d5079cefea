import type { SchedulePlace } from '../../template';

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
  /** Characters that this field alone may have. */
  readonly special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
const FIELDS: readonly Field[] = [
  { name: 'minutes', min: 0, max: 59 },
  { name: 'hours', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31, special: /^(?:\?|L|L-\d{1,2}|LW|\d{1,2}W)$/ },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of week', min: 1, max: 7, words: DAYS, special: /^(?:\?|L|(?:[1-7]|[A-Z]{3})(?:L|#[1-5]))$/ },
  { name: 'year', min: 1970, max: 2199 },
];

const RATE = /^rate\((\S+)\s+(\S+)\)$/;
const CRON = /^cron\((.*)\)$/;
const AT = /^at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)$/;

/** What is wrong with a schedule expression, or nothing. */
export function scheduleProblem(
  expression: string,
  { kinds, laxUnits = false }: Pick<SchedulePlace, 'kinds' | 'laxUnits'>,
): string | undefined {
  const kind = /^(cron|rate|at)\(.*\)$/.exec(expression)?.[1];
  if (kind === undefined || !kinds.some((one) => one === kind)) {
    return `schedule '${expression}' is not of the form ${kinds.map((one) => `${one}(…)`).join(' or ')}`;
  }
  const problem =
    kind === 'cron'
      ? cronProblem(expression)
      : kind === 'rate'
        ? rateProblem(expression, laxUnits)
        : atProblem(expression);
  return problem === undefined ? undefined : `schedule '${expression}' ${problem}`;
}

function rateProblem(expression: string, laxUnits: boolean): string | undefined {
  const [, value = '', unit = ''] = RATE.exec(expression) ?? [];
  if (!/^[1-9]\d*$/.test(value)) return 'has no positive whole number, as in rate(5 minutes)';
  if (!/^(?:minute|hour|day)s?$/.test(unit)) return `has the unit '${unit}', which must be minutes, hours or days`;
  if (laxUnits || (value === '1') === !unit.endsWith('s')) return undefined;
  const right = value === '1' ? unit.slice(0, -1) : `${unit}s`;
  return `has the unit '${unit}' for ${value}, which must be ${right}`;
}

function atProblem(expression: string): string | undefined {
  const valid = AT.test(expression) && !Number.isNaN(Date.parse(`${expression.slice(3, -1)}Z`));
  return valid ? undefined : 'has no valid time, as in at(2026-11-23T06:00:00)';
}

function cronProblem(expression: string): string | undefined {
  const values = (CRON.exec(expression)?.[1] ?? '')
    .trim()
    .split(/\s+/)
    .filter((value) => value !== '');
  if (values.length !== FIELDS.length) {
    return `has ${values.length} of the 6 fields minutes, hours, day of month, month, day of week and year`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const value = values[index] ?? '';
    if (!isFieldValue(value, field))
      return `has '${value}' for ${field.name}, which must be ${field.min} to ${field.max}`;
  }
  return (values[2] === '?') === (values[4] === '?')
    ? "must have '?' for exactly one of day of month and day of week"
    : undefined;
}

function isFieldValue(value: string, field: Field): boolean {
  if (field.special?.test(value.toUpperCase()) === true) return true;
  return value.split(',').every((part) => {
    const [range = '', step, ...more] = part.split('/');
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
    if (range === '*') return true;
    const bounds = range.split('-');
    return bounds.length <= 2 && bounds.every((bound) => isFieldNumber(bound, field));
  });
}

function isFieldNumber(text: string, { min, max, words }: Field): boolean {
  if (words?.includes(text.toUpperCase()) === true) return true;
  return /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
}
