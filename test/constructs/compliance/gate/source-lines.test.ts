import * as path from 'node:path';
import { SourceLines } from '../../../../constructs/compliance';

const PROJECT = path.join(__dirname, '../../../..');

function thrower(): never {
  throw new Error('broken');
}

function errorOf(make: () => void): Error {
  try {
    make();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

describe('the line that threw', () => {
  it('is the first of the project', () => {
    const place = new SourceLines(PROJECT).thrownAt(errorOf(thrower));
    expect(place).toMatch(/^test\/constructs\/compliance\/gate\/source-lines\.test\.ts:\d+$/);
  });

  it('is not that of a file which throws for others', () => {
    const error = errorOf(thrower);
    const here = 'test/constructs/compliance/gate/source-lines.test.ts';
    expect(new SourceLines(PROJECT).thrownAt(error, [here])).toBeUndefined();
  });

  it('is unknown outside of the project', () => {
    expect(new SourceLines(path.join(PROJECT, 'lib')).thrownAt(errorOf(thrower))).toBeUndefined();
  });
});
