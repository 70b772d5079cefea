import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { documents, examplesOf, ROOT } from './support';

const CONSTRUCTS = path.join(ROOT, 'constructs');
const rooms = readdirSync(CONSTRUCTS).filter((room) => existsSync(path.join(CONSTRUCTS, room, 'index.ts')));

// That they compile, test/proofs/readme-examples.test.ts shows.
test.each(rooms)('the room %s has an example that imports it from the package', (room) => {
  const own = documents()
    .flatMap((document) => examplesOf(document, 'ts'))
    .filter(({ file }) => file === `constructs/${room}/README.md`);
  expect(own.map(({ code }) => code).join('\n')).toContain(`'ai-production-blueprint/${room}'`);
});
