import { point } from "@alongside/core";
import { parseDown, type Points, type SeatPatch } from "@alongside/core/engine";
import type { System } from "./system.ts";

export const ours: System = {
  path: "/live",
  enter(send, number) {
    send(JSON.stringify(["h", [2], [], ["change", "outcome", "prune", "migration", "version"]]));
    send(
      JSON.stringify(["j", 1, "plane:one", 1, `client-${String(number).padStart(9, "0")}`, 0, 0]),
    );
  },
  isIn: (frame, isBinary) => !isBinary && frame.subarray(0, 4).toString() === '["s"',
  move: (x, y) => JSON.stringify(["p", 1, { cursor: { x, y } }]),
  reader(hear) {
    const engine = point()["~point"];
    const points: Points = engine.track(new Map([["cursor", engine.grid]]));
    const known = new Map<string, NonNullable<SeatPatch["presence"]>>();
    const see = (client: string, presence: object = {}): void => {
      known.set(client, { ...known.get(client), ...presence });
    };
    return (frame, isBinary) => {
      const message = parseDown(isBinary ? frame : frame.toString());
      if (message?.type !== "joined" && message?.type !== "tick") return;
      for (const { client, presence } of message.people) see(client, presence);
      if (message.type === "joined") return points.everyone(message.people, message.tick);
      const { number = 0, before = number } = message;
      if (message.all === true) points.everyone(message.people, before);
      else points.met(message.people);
      if (message.points === undefined) return;
      const moved = points.read(number, before, message.points, (client) => known.get(client));
      if (moved === undefined) throw new Error("A tick was missed");
      for (const { client, presence } of moved) {
        see(client, presence);
        const at = presence["cursor"] as { x: number; y: number } | null | undefined;
        if (at !== null && at !== undefined) hear(at.x, at.y);
      }
    };
  },
};
