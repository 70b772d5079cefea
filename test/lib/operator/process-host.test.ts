import { EventEmitter } from 'node:events';
import { processHost } from '../../../lib/operator/process-host';

/** A process without a terminal, unless asked. */
function fakeProcess(isTTY = false) {
  const written: string[] = [];
  const stream = Object.assign(new EventEmitter(), {
    isTTY,
    columns: 80,
    write: (text: string) => written.push(text),
  });
  const exit = jest.fn();
  const of = Object.assign(new EventEmitter(), {
    stdin: { isTTY },
    stdout: stream,
    stderr: stream,
    cwd: () => '/here',
    versions: { node: '20.20.2' },
    env: { BLUEPRINT_ENV: 'prod' },
    exit,
  });
  return {
    of: of as never as NodeJS.Process,
    written,
    exit,
    fail: (code: string) => stream.emit('error', Object.assign(new Error(code), { code })),
    interrupt: () => of.emit('SIGINT'),
    listeners: () => of.listenerCount('SIGINT'),
  };
}

test('has no terminal, no colour and no width when piped', () => {
  const host = processHost(fakeProcess().of, true);
  expect(host).toMatchObject({ colour: false, columns: undefined, terminal: undefined, cwd: '/here' });
});

test('has them at a terminal, and no colour when none is wanted', () => {
  expect(processHost(fakeProcess(true).of, true)).toMatchObject({
    colour: true,
    columns: 80,
    terminal: expect.anything(),
  });
  expect(processHost(fakeProcess(true).of, false).colour).toBe(false);
});

test('writes lines', () => {
  const { of, written } = fakeProcess();
  processHost(of, false).out('done');
  expect(written).toEqual(['done\n']);
});

test('ends quietly when whoever reads has seen enough, and throws what else goes wrong with its output', () => {
  const { of, exit, fail } = fakeProcess();
  processHost(of, false);
  fail('EPIPE');
  expect(exit).toHaveBeenCalledTimes(1);
  expect(() => fail('EIO')).toThrow('EIO');
});

test('Ctrl-C ends the pauses, those after it too, and not the process', async () => {
  const { of, interrupt, listeners } = fakeProcess();
  const found = await processHost(of, false).interruptible(async (pause) => {
    const undisturbed = await pause(1);
    const waiting = pause(60_000);
    interrupt();
    return [undisturbed, await waiting, await pause(60_000)];
  });
  expect(found).toEqual([false, true, true]);
  expect(listeners()).toBe(0);
});

test('a second Ctrl-C ends the process as ever', async () => {
  const { of, interrupt, listeners } = fakeProcess();
  await processHost(of, false).interruptible(async () => {
    interrupt();
    expect(listeners()).toBe(0);
  });
});
