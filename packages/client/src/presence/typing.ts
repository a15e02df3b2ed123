import type { PresenceOf, RoomDefinition } from "@alongside/core";
import { inWords, misused } from "@alongside/core/engine";
import type { Readable } from "../readable.ts";
import { sessionOf } from "../room/sessions.ts";
import type { Other, Room } from "../room/types.ts";
import { derived } from "../text/derived.ts";

/** So long after the last key somebody counts as typing, in ms. */
const TYPING_MS = 5000;

/** Who types where in a room. */
export interface Typing<D extends RoomDefinition = RoomDefinition> {
  /**
   * Those who type in `field` now, in the order they came: everyone but this page, and nobody whose link is quiet. Any text names a
   * field, a record's id say. The same array until it is another one.
   */
  readonly in: (field: string) => Readable<readonly Other<D>[]>;
  /** This page's person typed in `field`, and counts as typing there for five seconds. Cheap: call it for each key. */
  readonly keystroke: (field: string) => void;
  /** They do not type any more: it was sent, or they went elsewhere. */
  readonly stop: () => void;
}

/** Options of {@link openTyping}. */
export interface TypingOptions<D extends RoomDefinition> {
  /** The field of presence that says where somebody types: a text, or null. @default "typing" */
  readonly presence?: keyof PresenceOf<D> & string;
}

/**
 * Tells the others where this page's person types, and this page where the others do. The time is the client's. Throws `TypeError` for
 * what is no room, and where its presence has no such field.
 */
export function openTyping<D extends RoomDefinition>(
  room: Room<D>,
  options: TypingOptions<D> = {},
): Typing<D> {
  const { host } = sessionOf(room, "openTyping");
  const name: string = options.presence ?? "typing";
  if (!room.definition.checks.presence.has(name))
    throw misused(
      "openTyping",
      inWords(() => "the room's presence should have the field that says where somebody types"),
      name,
    );
  let where: string | undefined;
  let endsAt = 0;
  let cancel: (() => void) | undefined;

  const show = (value: string | null): void =>
    room.presence.set({ [name]: value } as unknown as PresenceOf<D>);

  function fieldOf({ presence }: { readonly presence: object }): unknown {
    return (presence as { readonly [field: string]: unknown })[name];
  }

  function stop(): void {
    cancel?.();
    cancel = undefined;
    // They may type in another field by now, of which another `Typing` tells.
    if (where !== undefined && fieldOf({ presence: room.presence.get() }) === where) show(null);
    where = undefined;
  }

  /** One timer that is set anew when it is due, and not with each key. */
  function wait(ms: number): void {
    cancel = host.clock.after(ms, () => {
      const left = endsAt - host.clock.now();
      if (left > 0) wait(left);
      else stop();
    });
  }

  return {
    in: (field) =>
      derived(
        () =>
          room.others.get().filter((other) => fieldOf(other) === field && other.state !== "quiet"),
        [room.others.subscribe],
        (a, b) => a.length === b.length && a.every((other, i) => isSame(other, b[i])),
      ),
    keystroke(field) {
      endsAt = host.clock.now() + TYPING_MS;
      if (fieldOf({ presence: room.presence.get() }) !== field) show(field);
      where = field;
      if (cancel === undefined) wait(TYPING_MS);
    },
    stop,
  };
}

/** Whether somebody is to be shown as before: where their cursor is does not matter. */
function isSame<D extends RoomDefinition>(a: Other<D>, b: Other<D> | undefined): boolean {
  return a.client === b?.client && a.user === b.user && a.state === b.state;
}
