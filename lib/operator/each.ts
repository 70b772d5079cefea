/** Calls for each item, a few at a time, and keeps the order. */
export async function each<T, R>(
  items: readonly T[],
  call: (item: T) => Promise<R>,
  concurrency = 8,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += concurrency) {
    results.push(...(await Promise.all(items.slice(start, start + concurrency).map(call))));
  }
  return results;
}
