import type { AnswerCache } from '../../../constructs/compliance';

/** Keeps answers as JSON, as files do. */
export class MemoryCache implements AnswerCache {
  public readonly answers = new Map<string, string>();

  public read(key: string): unknown {
    const answer = this.answers.get(key);
    return answer === undefined ? undefined : JSON.parse(answer);
  }

  public write(key: string, answer: unknown): void {
    this.answers.set(key, JSON.stringify(answer));
  }
}
