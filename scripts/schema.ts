// Writes config/schema/*.schema.json from the schemas in lib/config: `npm run config:schema`.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { jsonSchemaText, SCHEMAS, type FileKind } from '../lib/config/schema';

const folder = path.join(__dirname, '../config/schema');
mkdirSync(folder, { recursive: true });
for (const kind of Object.keys(SCHEMAS) as FileKind[]) {
  writeFileSync(path.join(folder, `${kind}.schema.json`), jsonSchemaText(kind));
}
