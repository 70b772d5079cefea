import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import * as path from 'node:path';
import type { IConstruct } from 'constructs';

const CREATION_STACK = 'aws:cdk:creationStack';
const FRAME = /\(?((?:\/|[A-Za-z]:[\\/])[^()]+?):(\d+):(\d+)\)?$/;

/**
 * Finds the line of source that created a construct, from the creation stack that CDK keeps in its metadata. Compiled
 * files are mapped back by the source map beside them, only for the constructs that are asked for.
 */
export class SourceLines {
  private readonly maps = new Map<string, SourceMap | undefined>();

  /** @param root folder that the answers are relative to; frames outside of it are passed over. */
  public constructor(private readonly root: string) {}

  /** `constructs/network/network.ts:41`, or undefined when no frame lies in the project. */
  public of(construct: IConstruct): string | undefined {
    const entry = construct.node.metadata.find((candidate) => candidate.type === CREATION_STACK);
    return this.first(Array.isArray(entry?.data) ? (entry.data as readonly unknown[]) : []);
  }

  /**
   * The line of the project that threw an error.
   *
   * @param passedOver files that throw for others
   */
  public thrownAt(error: Error, passedOver: readonly string[] = []): string | undefined {
    const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
    const located = frames.map((frame) => this.first([frame]));
    return located.find((place) => place !== undefined && !passedOver.includes(place.replace(/:\d+$/, '')));
  }

  private first(frames: readonly unknown[]): string | undefined {
    for (const frame of frames) {
      const match = FRAME.exec(String(frame));
      if (match === null) continue;
      const [, file = '', line = '1', column = '1'] = match;
      const located = this.locate(file, Number(line), Number(column));
      if (located !== undefined) return located;
    }
    return undefined;
  }

  private locate(file: string, line: number, column: number): string | undefined {
    const relative = path.relative(this.root, file);
    if (relative.startsWith('..') || relative.split(path.sep).includes('node_modules')) return undefined;
    const entry = this.mapOf(file)?.findEntry(line - 1, column - 1);
    if (entry === undefined || !('originalSource' in entry)) return `${relative.split(path.sep).join('/')}:${line}`;
    const source = path.resolve(path.dirname(file), entry.originalSource);
    return `${path.relative(this.root, source).split(path.sep).join('/')}:${entry.originalLine + 1}`;
  }

  private mapOf(file: string): SourceMap | undefined {
    if (this.maps.has(file)) return this.maps.get(file);
    const mapFile = `${file}.map`;
    const map = existsSync(mapFile)
      ? new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8')) as SourceMapPayload)
      : undefined;
    this.maps.set(file, map);
    return map;
  }
}
