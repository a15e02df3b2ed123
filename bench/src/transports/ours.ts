import { createClient, type TransportName } from "@alongside/client";
import { Bench, pointOf } from "../rooms.ts";
import type { Open } from "./table.ts";

/** Opens the shipped client over one transport. */
export function ours(transport: TransportName): Open {
  return async (url, name, writer, writers) => {
    const client = createClient({ url, guest: `${name} ${writer}`, transports: [transport] });
    const room = client.join(Bench, name);
    await room.ready;
    const by = String(writer);
    const { committed } = room.update((doc) => doc.items.insert({ at: { x: 0, y: 0, by } }));
    await committed;
    let id: string | undefined;
    return {
      async write(n) {
        id ??= room.get()?.items.find(({ at }) => at.by === by)?.id;
        const { committed: done } = room.update((doc) => {
          const item = doc.items.get(id ?? "");
          if (item === undefined) throw new Error(`${by} has nothing in ${name}`);
          item.at = { ...pointOf(n), by };
        });
        await done;
      },
      heard: () =>
        Array.from({ length: writers }, (_none, i) => String(i))
          .filter((other) => other !== by)
          .map((other) => room.get()?.items.find(({ at }) => at.by === other)?.at.x ?? -1),
      close: () => client.close(),
    };
  };
}
