import { Option, type Command } from 'commander';
import { isDay } from '../config/day';
import type { PlaceOptions } from './aws/session';
import type { Host } from './console';
import { OperatorError } from './errors';
import { findRoot } from './root';

/** Of every verb. */
export interface OutputOptions {
  readonly json?: boolean;
}

export function outputOptions(command: Command): Command {
  return command.option('--json', 'print JSON').option('--debug', 'print the stack trace of an error');
}

/** Of verbs that work on a deployed environment. */
export interface EnvironmentOptions extends PlaceOptions, OutputOptions {}

export function environmentOptions(command: Command): Command {
  const declared = command
    .option('--env <name>', 'environment, e.g. prod (default: $BLUEPRINT_ENV)')
    .option(
      '--prefix <prefix>',
      "the company's prefix (default: $BLUEPRINT_PREFIX, the configuration, or the only one in the account)",
    )
    .option('--account <id>', 'account that the environment must be in (default: the account in the configuration)')
    .option('--region <region>', 'Region (default: that of the configuration, or of the credentials)')
    .option('--root <folder>', 'project folder (optional)');
  return outputOptions(declared);
}

/** Of verbs that read the configuration of a project. */
export interface ProjectOptions extends OutputOptions {
  readonly root?: string;
  readonly evaluationDate?: string;
}

export function projectOptions(command: Command): Command {
  const declared = command
    .option(
      '--root <folder>',
      'project folder (default: this folder or the nearest one above with config/company.yaml)',
    )
    .option('--evaluation-date <day>', 'day on which expiry dates are judged, YYYY-MM-DD (default: today, UTC)');
  return outputOptions(declared);
}

/** A project, and the day for which it is judged. */
export interface Project {
  readonly root: string;
  /** `YYYY-MM-DD`. */
  readonly evaluationDate: string;
}

/** @throws OperatorError when there is no project, or no such day */
export function projectOf({ root, evaluationDate }: ProjectOptions, host: Host): Project {
  const found = findRoot(host.cwd, root);
  const day = evaluationDate ?? host.today;
  if (isDay(day)) return { root: found, evaluationDate: day };
  throw new OperatorError(
    `--evaluation-date must be a day that exists, YYYY-MM-DD, got ${day}`,
    'e.g. --evaluation-date 2026-11-23',
  );
}

/** Of verbs that change something: they show their plan and ask. */
export interface ConfirmOptions {
  readonly yes?: boolean;
}

export function confirmOption(command: Command): Command {
  return command.option('--yes', 'do not ask for confirmation');
}

/** Of verbs whose reason is recorded. */
export interface ReasonOptions {
  readonly reason?: string;
}

/** @param help what the reason is for, and whether it is mandatory */
export function reasonOption(help: string): Option {
  return new Option('--reason <text>', help);
}

/** Of verbs that start a release. */
export interface WatchOptions {
  /** False with --no-watch. */
  readonly watch: boolean;
}

export function watchOption(): Option {
  return new Option('--no-watch', 'do not wait for the end of the release');
}
