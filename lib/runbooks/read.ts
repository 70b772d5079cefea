import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseRunbook, type Runbook } from './parse';

/** Folder of the rooms: beside this code in the sources, in the build and in the package. */
const ROOMS = path.join(__dirname, '../../constructs');
const FILE = 'runbook.md';

/** The runbooks of all rooms that have one, by the name of the room. */
export function readRunbooks(): readonly Runbook[] {
  return readdirSync(ROOMS)
    .filter((room) => existsSync(path.join(ROOMS, room, FILE)))
    .sort()
    .map((room) => parseRunbook(room, readFileSync(path.join(ROOMS, room, FILE), 'utf8')));
}
