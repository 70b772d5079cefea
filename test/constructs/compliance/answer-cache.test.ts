import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { FileCache, keyOf } from '../../../constructs/compliance';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'answers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('answers that were given before', () => {
  it('are read by another process as they were written', () => {
    const key = keyOf('template');
    new FileCache(path.join(folder, 'new')).write(key, [{ rule: 'W3030' }]);
    expect(new FileCache(path.join(folder, 'new')).read(key)).toEqual([{ rule: 'W3030' }]);
    expect(readdirSync(path.join(folder, 'new'))).toEqual([`${key}.json`]);
  });

  it('are unknown when they cannot be read', () => {
    const cache = new FileCache(folder);
    expect(cache.read(keyOf('nothing'))).toBeUndefined();
    writeFileSync(path.join(folder, `${keyOf('half')}.json`), '[{"rule":');
    expect(cache.read(keyOf('half'))).toBeUndefined();
  });

  it('are not kept where nothing can be written, and nothing breaks', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    const cache = new FileCache(path.join(file, 'below'));
    cache.write(keyOf('a'), []);
    expect(cache.read(keyOf('a'))).toBeUndefined();
  });

  it('leave no draft behind when they cannot be kept', () => {
    const key = keyOf('taken');
    mkdirSync(path.join(folder, `${key}.json`));
    new FileCache(folder).write(key, []);
    expect(readdirSync(folder)).toEqual([`${key}.json`]);
  });

  it('are readable by their owner only', () => {
    const private_ = path.join(folder, 'private');
    new FileCache(private_).write(keyOf('a'), []);
    expect(statSync(private_).mode & 0o777).toBe(0o700);
  });
});

describe('the key of an answer', () => {
  it('differs whenever one of its parts does', () => {
    const parts = fc.array(fc.option(fc.string(), { nil: undefined }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = one.length === other.length && one.every((part, index) => part === other[index]);
        expect(keyOf(...one) === keyOf(...other)).toBe(same);
      }),
    );
    expect(keyOf('ab', 'c')).not.toBe(keyOf('a', 'bc'));
  });
});
