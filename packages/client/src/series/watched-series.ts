import { Refused, type RoomDefinition } from "@alongside/core";
import {
  type Bucket,
  encodePublish,
  encodeWatch,
  FRAMES,
  linked,
  type LongReader,
  type Publish,
  SeriesMirror,
} from "@alongside/core/engine";
import { Cell, Listeners } from "../cell.ts";
import { attempt } from "../room/attempt.ts";
import { checkSize } from "../room/check-size.ts";
import type { RoomSession } from "../room/room.ts";
import type { LiveSeries, SeriesStatus } from "./types.ts";

type Any = LiveSeries<unknown, string, Publish["points"]>;

/** One series, and who has subscribed to it here. */
export class WatchedSeries implements Any {
  readonly status: Cell<SeriesStatus>;
  readonly #session: RoomSession<RoomDefinition>;
  readonly #name: string;
  readonly #mirror = new SeriesMirror();
  readonly #listeners: Listeners<ReadonlySet<string>>;
  /** The seat that asked to watch, and is told of it. */
  #seat: number | undefined;
  /** A window was asked for that is not here yet. */
  #isAsking = false;

  constructor(session: RoomSession<RoomDefinition>, name: string) {
    this.#session = session;
    this.#name = name;
    this.#listeners = new Listeners(session.host.reportThrown);
    this.status = new Cell<SeriesStatus>({ name: "idle" }, session.report);
  }

  keys(): readonly string[] {
    return this.#mirror.keys();
  }

  newest(key: string): unknown {
    const fields = this.#mirror.newest(key);
    return fields?.[""] ?? fields;
  }

  window(key: string, field?: string): readonly Bucket[] {
    return this.#mirror.buckets(key, field);
  }

  table(
    keys: readonly string[],
    { of = "last", field = "" }: { of?: Exclude<keyof Bucket, "at">; field?: string } = {},
  ): [at: number[], ...values: (number | null)[][]] {
    const { head, keep, resolutionMs } = this.#mirror;
    const first = Math.max(0, head - keep + 1);
    const buckets = Array.from({ length: head - first + 1 }, (_, i) => first + i);
    return [
      buckets.map((bucket) => bucket * resolutionMs),
      ...keys.map((key) =>
        buckets.map((bucket) => this.#mirror.at(key, field, bucket)?.[of] ?? null),
      ),
    ];
  }

  subscribe(listener: (keys: ReadonlySet<string>) => void): () => void {
    const end = this.#listeners.add(listener);
    if (this.status.get().name === "idle") this.status.set({ name: "loading" });
    this.ask();
    return () => {
      end();
      // Not at once: whoever subscribes again in the same moment goes on with what is here.
      this.#session.host.clock.after(0, () => this.#endUnwanted());
    };
  }

  publish(points: Publish["points"]): boolean {
    const { copy, host } = this.#session;
    const frame = checkSize(
      encodePublish({ seat: copy.seat, name: this.#name, points }),
      host.limits.message,
    );
    const isTaken = copy.isIn && host.features.includes("series");
    if (isTaken) host.send(frame);
    return isTaken;
  }

  /** Asks the server for it, where it is wanted and the room is entered. */
  ask(): void {
    const { copy, host } = this.#session;
    if (this.#listeners.isEmpty || !copy.isIn || this.#seat === copy.seat) return;
    this.#seat = copy.seat;
    // It would end the connection.
    if (!host.features.includes("series"))
      return this.#refused("series.unsupported", "The server does not know of series");
    const { run, head } = this.#mirror;
    this.#send(run === 0 ? undefined : { run, bucket: head });
  }

  /** A frame of it, behind its name. */
  take(reader: LongReader): void {
    if (this.#seat !== this.#session.copy.seat) return;
    const from = reader.at;
    const number = reader.long();
    if (number === 0 && reader.number() === FRAMES.refused)
      return this.#refused(reader.text(reader.number()), reader.text(reader.number()));
    reader.at = from;
    const keys = new Set<string>();
    let isTaken = false;
    attempt(this.#session.report, () => {
      isTaken = this.#mirror.take(reader, (key) => keys.add(key));
    });
    if (!isTaken) {
      if (!this.#isAsking) this.#send(undefined);
      return;
    }
    this.#isAsking = false;
    const { since, resolutionMs } = this.#mirror;
    const status = this.status.get();
    if (status.name !== "live" || status.since !== since)
      this.status.set({ name: "live", since, resolutionMs });
    this.#listeners.call(keys);
  }

  #send(has: { readonly run: number; readonly bucket: number } | undefined): void {
    const { copy, host } = this.#session;
    this.#isAsking = true;
    host.send(encodeWatch({ seat: copy.seat, name: this.#name, ...(has && { has }) }));
  }

  #refused(code: string, message: string): void {
    this.status.set({ name: "refused", code, message });
    this.#session.host.report(linked(new Refused(code, message)));
  }

  #endUnwanted(): void {
    const { copy, host } = this.#session;
    if (!this.#listeners.isEmpty || this.#seat === undefined) return;
    if (copy.isIn && this.#seat === copy.seat && host.features.includes("series"))
      host.send(encodeWatch({ seat: copy.seat, name: this.#name, isOver: true }));
    this.#seat = undefined;
    this.#isAsking = false;
    this.status.set({ name: "idle" });
  }
}
