import type { Locks } from "../environment.ts";

/** The lock that a client with a store holds while it lives. Whoever is given it knows that this client's page is gone. */
export function clientLock(server: string, client: string): string {
  return `alongside:${server}:${client}`;
}

/**
 * Waits for the lock `name`, calls `onHeld` once it is held, and holds it. Returns a function that lets go of it, or waits no more.
 * Where the browser forbids locks, as in a sandboxed frame, it is never held.
 */
export function holdLock(locks: Locks, name: string, onHeld?: () => void): () => void {
  const waiting = new AbortController();
  let release: (() => void) | undefined;
  locks
    .request(name, { signal: waiting.signal }, () => {
      // It may be given in the moment in which nobody waits for it any more.
      if (waiting.signal.aborted) return undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      onHeld?.();
      return held;
    })
    .catch(() => undefined);
  return () => {
    release?.();
    waiting.abort();
  };
}

/** Takes the lock `name` if nobody holds it, or waits for it. Resolves with a function that lets go of it; with undefined where it is not to be had. */
export function tryLock(locks: Locks, name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(undefined);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(() => resolve(undefined));
  });
}

/** Which of the locks no page holds, in their order. Rejects where the browser forbids locks. */
export async function freeOf(locks: Locks, names: readonly string[]): Promise<readonly string[]> {
  const { held = [] } = await locks.query();
  const taken = new Set(held.map(({ name }) => name));
  return names.filter((name) => !taken.has(name));
}
