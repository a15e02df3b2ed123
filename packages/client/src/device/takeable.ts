import type { StoredQueue } from "./rows.ts";

/**
 * Which of the queues on a device, which are in the order in which they were begun, this page may send: each before those that its page
 * had shown over it. `isMine` says of which this page has the locks. One of a newer version waits for a page of that.
 */
export function takeable(
  queues: readonly StoredQueue[],
  isMine: (client: string) => boolean,
  version: number,
): readonly StoredQueue[] {
  const left = new Set<string>();
  return queues.filter((queue) => {
    const { client, over = [] } = queue;
    const isNext = isMine(client) && queue.version <= version && !over.some((one) => left.has(one));
    if (!isNext) left.add(client);
    return isNext;
  });
}
