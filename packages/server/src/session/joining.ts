import { Refused } from "@alongside/core";
import { encodeNotice, Incompatible } from "@alongside/core/engine";
import { Gate } from "../gate.ts";
import { isOwnReason, type Refusal } from "../refusals.ts";
import type { Registry } from "../registry/registry.ts";
import type { ClientOwners } from "./client-owners.ts";
import { NOTHING, type Seat } from "./seat.ts";

/** Seats of one session that enter at a time. */
const JOINS_AT_ONCE = 8;

interface JoiningOptions {
  readonly registry: Registry;
  readonly owners: ClientOwners;
  /** How long `authorize` may take to answer, in ms. */
  readonly authorizeMs: number;
  onError(error: unknown): void;
}

/** Brings seats into their rooms. */
export class Joining {
  readonly #options: JoiningOptions;
  /** Who asks for many rooms at once enters some of them at a time: the keys are ids of sessions. */
  readonly turns = new Gate(Infinity, JOINS_AT_ONCE);
  #orders = 0;

  constructor(options: JoiningOptions) {
    this.#options = options;
  }

  /** A number for a seat that asks to join: larger than that of any before. */
  nextOrder(): number {
    return (this.#orders += 1);
  }

  /** Resolves once the seat is in its room, or is not wanted any more; with the reason when it may not be. */
  async seat(seat: Seat): Promise<Refusal | undefined> {
    const { registry, owners, authorizeMs } = this.#options;
    const { join, user, address, client, order } = seat;
    let mayReadAll = false;
    try {
      const definition = registry.definitionOf(join.room);
      if (join.version !== definition.version) {
        throw registry.misfits.outdated(definition.name, definition.version, join.version);
      }
      owners.claim(join.room, client, user.id);
      let rights = NOTHING;
      let reviews: number | undefined;
      // The room may leave memory while something is awaited, or rights may have to be looked at again; then it is asked for anew.
      while (seat.isHeld && !seat.isEnding) {
        if (reviews !== seat.reviews) {
          ({ reviews } = seat);
          mayReadAll = false;
          rights = await registry.rights(user, join.room, authorizeMs);
          mayReadAll = rights.read === true;
          continue;
        }
        const room = await registry.enter(join.room, address, () => seat.isHeld);
        const asked = reviews;
        const isWanted = (): boolean => seat.isHeld && !seat.isEnding && seat.reviews === asked;
        const place = await room?.join(seat, { join, order, rights, isWanted });
        if (place === undefined) continue;
        seat.enter(place, rights);
        const notice = registry.misfits.differing(definition, client, join.shape);
        if (notice !== undefined) seat.send(encodeNotice({ seat: join.seat, ...notice }));
        return undefined;
      }
      return undefined;
    } catch (error) {
      return this.#refusal(seat, error, mayReadAll);
    }
  }

  #refusal({ client, user, join }: Seat, error: unknown, mayReadAll: boolean): Refusal {
    const { registry, owners, onError } = this.#options;
    if (!(error instanceof Refused || error instanceof Incompatible)) {
      onError(error);
      return { code: "store.failed", message: "The room could not be opened; try again" };
    }
    // The room knows better who was first.
    if (error.code === "auth.client-taken") owners.release(join.room, client, user.id);
    // Why a room does not fit may tell what is in it, and what a migration threw is for the server's log alone.
    const isTold = error instanceof Refused || (mayReadAll && isOwnReason(error));
    const message = isTold ? error.message : `${join.room} does not fit its definition`;
    const wait = registry.closedFor(join.room);
    return { code: error.code, message, ...(wait > 0 && { wait }) };
  }
}
