import type { PendingChange } from "../../../packages/client/src/room/pending.ts";
import { sessionOf } from "../../../packages/client/src/room/sessions.ts";
import { actOnce } from "./acts/act-once.ts";
import { Hand } from "./hand.ts";
import { Broken } from "../checkers/broken.ts";
import { Page } from "./page.ts";
import { UndoWatch } from "../checkers/undo-watch.ts";

/** Somebody at a page, with a hand in some rooms. */
export class Actor extends Page {
  /** The rooms this page is in, by their own ids. */
  readonly hands = new Map<string, Hand>();
  readonly #watches = new Map<string, UndoWatch>();

  /** Enters a room, or comes back to it. */
  join(id: string): Hand {
    const room = this.client.join(this.definition, id);
    let watch = this.#watches.get(id);
    if (watch === undefined) {
      watch = new UndoWatch(this.clientId, this.around.checkers(id));
      this.#watches.set(id, watch);
    }
    const hand = new Hand(this, id, room, this.around, watch);
    if (hand.client !== watch.client) watch.restart(hand.client);
    this.hands.set(id, hand);
    this.#watchOwnEdits(hand);
    return hand;
  }

  leave(id: string): void {
    this.hands.get(id)?.leave();
    this.hands.delete(id);
  }

  /** Does one random thing in one of the rooms. */
  act(): void {
    const { random } = this.around;
    const hands = [...this.hands.values()].filter(({ room }) => room.get() !== undefined);
    if (hands.length === 0) return;
    const hand = random.pick(hands);
    hand.shadows.follow();
    actOnce(hand);
    hand.checkTold();
  }

  /** Each own edit of a text has to be, here, what the log has of it. */
  #watchOwnEdits({ room, id }: Hand): void {
    const { copy, outcomes } = sessionOf(room);
    if (watched.has(outcomes)) return;
    watched.add(outcomes);
    const acknowledge = outcomes.acknowledge.bind(outcomes);
    outcomes.acknowledge = (ack) => {
      // Who is not told what others type cannot know where the own edits are.
      const isCut = this.hands.get(id)?.isCut === true;
      if (!isCut && ack.ops === undefined && copy.pending.get(ack.ack) !== undefined) {
        const ops = copy.replica.opsOf(ack.ack);
        this.around.checkers(id).ownEdit(this.clientId, ack.seq, ops);
      }
      return acknowledge(ack);
    };
    this.#watchGoingOn(id, copy);
  }

  /** What was pending as the log went back goes on under the name that it had, so that it is in the log once. */
  #watchGoingOn(id: string, copy: ReturnType<typeof sessionOf>["copy"]): void {
    const { pending } = copy;
    const restart = pending.restart.bind(pending);
    pending.restart = (changes) => {
      const names = new Map(pending.all().map((change) => [change, nameIn(copy, change)]));
      restart(changes);
      const watch = this.#watches.get(id);
      watch?.restart(copy.client);
      if (changes.length > 0) this.around.faults.count("gone-on");
      for (const change of changes) {
        const { n } = change.data;
        const [was, now] = [names.get(change), nameIn(copy, change)];
        if (was !== now) throw new Broken(`the change ${was} goes on as ${now}`);
        watch?.made(n, copy.replica.opsOf(n));
      }
    };
  }
}

/** Rooms whose acknowledgements are looked at already: who comes back at once is in the same one. */
const watched = new WeakSet<object>();

/** What a pending change is called on the wire. */
function nameIn(
  copy: ReturnType<typeof sessionOf>["copy"],
  { data: { n } }: PendingChange,
): string {
  return `${copy.client} ${copy.onWire(n)}`;
}
