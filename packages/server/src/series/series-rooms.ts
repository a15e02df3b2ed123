import type { RoomId } from "@alongside/core/engine";
import type { Limits } from "../limits.ts";
import type { RoomImplementation } from "../implement.ts";
import { RoomSeries, type SeriesParts } from "./room-series.ts";

/** How often it is looked which rooms nobody would miss, in ms. */
const LOOK_MS = 60_000;

interface SeriesRoomsParts extends SeriesParts {
  readonly limits: SeriesParts["limits"] & Pick<Limits, "seriesBytes">;
}

/** The series of all rooms that this process owns. They stay while their window is recent, also where the room leaves memory. */
export class SeriesRooms {
  readonly #parts: SeriesRoomsParts;
  readonly #implementationOf: (room: RoomId) => RoomImplementation;
  /** In the order in which they were published to. */
  readonly #rooms = new Map<RoomId, RoomSeries>();
  #bytes = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: SeriesRoomsParts, implementationOf: (room: RoomId) => RoomImplementation) {
    this.#parts = parts;
    this.#implementationOf = implementationOf;
  }

  /** Those of a room. Throws `Refused` for a kind that this server does not run. */
  of(room: RoomId): RoomSeries {
    const known = this.#rooms.get(room);
    if (known !== undefined) return known;
    this.#look();
    const series = new RoomSeries(room, this.#implementationOf(room), this.#parts, (more) =>
      this.#grew(room, series, more),
    );
    this.#rooms.set(room, series);
    return series;
  }

  /** A room was deleted. */
  forget(room: RoomId): void {
    const series = this.#rooms.get(room);
    series?.clear();
    if (series?.isOpen === false) this.#rooms.delete(room);
  }

  /** Tells nothing more: the server is going. */
  close(): void {
    for (const series of this.#rooms.values()) series.close();
    this.#rooms.clear();
  }

  /** Something was published, which takes so many bytes more. */
  #grew(room: RoomId, series: RoomSeries, more: number): void {
    this.#bytes += more;
    if (more <= 0) return;
    this.#rooms.delete(room);
    this.#rooms.set(room, series);
    for (const oldest of this.#rooms.values()) {
      if (this.#bytes <= this.#parts.limits.seriesBytes || oldest === series) return;
      oldest.clear();
    }
  }

  /** Lets go of what nobody would miss. */
  #look(): void {
    const now = this.#parts.clock.now();
    if (now - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = now;
    for (const [room, series] of this.#rooms) {
      if (series.isOpen || !series.isIdle) continue;
      series.clear();
      this.#rooms.delete(room);
    }
  }
}
