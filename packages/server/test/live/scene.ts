import { expect } from "vitest";
import type { ServerOptions } from "../../src/server.ts";
import { RawClient } from "./client.ts";
import { live, type Live } from "./server.ts";

export const ROOM = "board:one";

/** Two people at work in a room, and somebody who is about to do something wrong. */
export interface Scene extends Live {
  readonly ann: RawClient;
  readonly bob: RawClient;
  readonly mallory: RawClient;
  /** Ann still writes and Bob still reads: nothing came between them, and the server had nothing to report. */
  readonly undisturbed: () => Promise<void>;
}

export async function scene(options: Partial<ServerOptions> = {}): Promise<Scene> {
  const it = await live(options);
  const join = (guest: string): Promise<RawClient> =>
    RawClient.join(it.url, ROOM, { guest, token: guest });
  const [ann, bob, mallory] = [await join("ann"), await join("bob"), await join("mallory")];
  let n = 0;
  const undisturbed = async (): Promise<void> => {
    n += 1;
    ann.setTitle(ROOM, n, `title ${n}`);
    for (;;) {
      const { list } = await bob.next("entries");
      // A refusal is nothing to Bob but a number in the log, and so is a change of nothing.
      const seen = list.filter(
        (entry) => "ops" in entry && Object.keys(entry.ops ?? {}).length > 0,
      );
      if (seen.length === 0) continue;
      expect(seen).toEqual([expect.objectContaining({ client: ann.id, n })]);
      break;
    }
    expect(bob.frames.filter(({ type }) => type !== "tick")).toEqual([]);
    expect(ann.ws.readyState).toBe(ann.ws.OPEN);
    expect(it.errors).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  };
  await undisturbed();
  return { ...it, ann, bob, mallory, undisturbed };
}
