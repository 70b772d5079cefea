import * as nodeModule from 'node:module';
import * as path from 'node:path';

/** Since Node.js 22.8; the types are those of the oldest version that is supported. */
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: (folder: string) => unknown };

// The app compiles a thousand modules, and the same ones each time.
enableCompileCache?.(path.resolve('node_modules/.cache/ai-production-blueprint/compiled'));
