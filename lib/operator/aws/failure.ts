import { EXIT, OperatorError } from '../errors';

/** Names of errors by which AWS says that credentials are wrong or old. */
const BAD_CREDENTIALS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'InvalidAccessKeyId',
  'AuthFailure',
]);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
  'Forbidden',
  '403',
]);
const UNREACHED = new Set(['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH']);

/** Name of an error that AWS sent, e.g. `ParameterNotFound`; empty for anything else. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** Whether AWS denied a call to credentials that it accepts. */
export function isDenied(error: unknown): error is Error {
  return error instanceof Error && DENIED.has(error.name);
}

/** Whether a call failed because there are no credentials at all. */
export function isWithoutCredentials(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'CredentialsProviderError' || /could not load credentials/i.test(error.message);
}

/**
 * An error of the AWS SDK in the words of an operator, with what to do next.
 *
 * @returns undefined for an error that says nothing about credentials, permission or network
 */
export function explainAws(error: unknown): OperatorError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  const code = codeOf(error);
  if (isWithoutCredentials(error)) {
    return unreachable(
      `no AWS credentials were found: ${firstLine(message)}`,
      'sign in (e.g. aws sso login), or set AWS_PROFILE, and run it again',
    );
  }
  if (BAD_CREDENTIALS.has(name)) {
    return unreachable(`AWS does not accept the credentials: ${firstLine(message)}`, 'sign in again, and run it again');
  }
  if (isDenied(error)) {
    return unreachable(
      `AWS denied it: ${firstLine(message)}`,
      'use a role that may do this: docs/operator.md lists the permissions of each command',
    );
  }
  if (UNREACHED.has(code) || name === 'TimeoutError') {
    return unreachable(
      `AWS could not be reached: ${firstLine(message) || code}`,
      'check the network and AWS_ENDPOINT_URL, and run it again: nothing is done twice',
    );
  }
  if (/region is missing/i.test(message)) {
    return new OperatorError('the Region is not known', 'name it with --region, e.g. --region eu-west-1');
  }
  return undefined;
}

function unreachable(message: string, next: string): OperatorError {
  return new OperatorError(message, next, EXIT.unreachable);
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
