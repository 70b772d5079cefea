import { SourceLines } from '../../constructs/compliance';
import { ConfigurationError } from '../config';

/** Throw for what calls them. */
const PASSED_OVER = ['constructs/ground/fail.ts', 'lib/synthesis/withhold.ts'];

/**
 * Makes an error of a construct, ours or the company's, one of the configuration, which is where it comes from: it is told
 * like the others, the evidence names it, and nothing is left to deploy of the environments that were made before it.
 *
 * @param root folder that source lines are relative to
 */
export function constructing<T>(root: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ConfigurationError || !(error instanceof Error)) throw error;
    const place = new SourceLines(root).thrownAt(error, PASSED_OVER);
    const [file = 'config', line = '1'] = place?.split(':') ?? [];
    const what = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
    throw new ConfigurationError([{ file, line: Number(line), path: '', rule: 'CONFIG-CONSTRUCT', what }]);
  }
}
