import type { EvidenceModel } from './model';

const HEADER = [
  'environment',
  'pack',
  'control',
  'title',
  'evaluated',
  'passed',
  'failed',
  'acknowledged',
  'not applicable',
  'status',
];

/** One line per environment and control, as RFC 4180 has it. */
export function renderCsv(model: Pick<EvidenceModel, 'controls'>): string {
  const rows = model.controls.map((row) => [
    row.environment,
    row.pack,
    row.control,
    row.title,
    row.evaluated,
    row.passed,
    row.failed,
    row.acknowledged,
    row.notApplicable,
    row.status,
  ]);
  return [HEADER, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** A spreadsheet runs a field that begins like this as a formula; an apostrophe makes it text (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
