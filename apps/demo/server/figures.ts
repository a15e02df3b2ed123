import type { Server } from "@alongside/server";
import { Dashboard, VEHICLES } from "../src/dashboard/definition.ts";
import { crossingsOf } from "../src/dashboard/thresholds.ts";

/** How often the server's own figures are published, and the fleet's, in ms. */
const OWN_MS = 1000;
const FLEET_MS = 100;

/** The room that the dashboard shows. */
const ROOM = "here";

/** Publishes what the dashboard shows: this server's figures always, a simulated fleet while anybody looks. Returns what ends that. */
export function publishFigures(server: Server, onError: (error: unknown) => void): () => void {
  const { series, people, tellCrossings } = handsOf(server);
  const fleet = new Fleet();
  let before = countersOf(server);
  let isWatched = false;
  const own = setInterval(() => {
    const now = countersOf(server);
    const seconds = (now.at - before.at) / 1000;
    const figures = {
      cpu: (100 * (now.cpu - before.cpu)) / seconds,
      memory: now.memory / 1e6,
      delay: now.delay * 1000,
      frames: (now.frames - before.frames) / seconds,
    };
    before = now;
    series.server.publish(figures).catch(onError);
    tellCrossings(figures).catch(onError);
    people().then((here) => (isWatched = here.length > 0), onError);
  }, OWN_MS);
  const driving = setInterval(() => {
    if (isWatched) series.fleet.publish(fleet.drive()).catch(onError);
  }, FLEET_MS);
  return () => {
    clearInterval(own);
    clearInterval(driving);
  };
}

function handsOf(server: Server) {
  const room = server.room(Dashboard, ROOM);
  let isTelling = false;
  return {
    series: room.series,
    people: () => room.people(),
    /** Tells once of each figure that crossed its threshold. What is above is in the room, so that a server that starts again knows it. */
    async tellCrossings(figures: Parameters<typeof crossingsOf>[0]): Promise<void> {
      if (isTelling) return;
      isTelling = true;
      try {
        const { above } = await room.read();
        const before = new Set(above.map(({ figure }) => figure));
        for (const crossing of crossingsOf(figures, before))
          // oxlint-disable-next-line no-await-in-loop -- in their order
          await room.mutate("crossed", crossing);
      } finally {
        isTelling = false;
      }
    },
  };
}

function countersOf(server: Server) {
  const figures = new Map(server.metrics().map(({ name, value }) => [name, value]));
  const of = (name: string): number => figures.get(name) ?? 0;
  return {
    at: performance.now(),
    cpu: of("process_cpu_seconds_total"),
    memory: of("process_resident_memory_bytes"),
    delay: of("alongside_event_loop_delay_seconds"),
    frames: of("alongside_messages_in_total") + of("alongside_messages_out_total"),
  };
}

/** Vehicles that speed up and slow down, each about a speed of its own, with a rush now and then. */
class Fleet {
  readonly #speeds = Array.from({ length: VEHICLES }, () => 20 + 80 * Math.random());
  readonly #usual = this.#speeds.slice();

  drive(): { readonly [vehicle: string]: number } {
    const rush = 1 - 0.35 * Math.max(0, Math.sin(performance.now() / 20_000));
    const points: { [vehicle: string]: number } = {};
    for (let i = 0; i < VEHICLES; i++) {
      const speed = this.#speeds[i] ?? 0;
      const pull = 0.02 * ((this.#usual[i] ?? 0) * rush - speed);
      const next = Math.min(130, Math.max(0, speed + pull + 3 * (Math.random() - 0.5)));
      this.#speeds[i] = next;
      points[`v${i + 1}`] = next;
    }
    return points;
  }
}
