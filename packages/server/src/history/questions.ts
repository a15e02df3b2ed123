import { Refused } from "@alongside/core";
import {
  type About,
  type Clock,
  type FeedQuestion,
  Incompatible,
  type Question,
} from "@alongside/core/engine";
import { Gate } from "../gate.ts";
import { checkMayName, versionName, versionParts } from "./naming.ts";
import type { Registry } from "../registry/registry.ts";
import type { PostRanges, RoomPort } from "../room/port.ts";
import type { Seat } from "../session/seat.ts";
import type { Store } from "../store/store.ts";
import { entriesOf } from "./entries.ts";
import { framed } from "./framed.ts";
import { feedAnswer } from "./posts.ts";
import { Past, type PastState } from "./past.ts";
import { writersOf } from "./writers.ts";

/** Questions that are worked on at a time, and those of one address. */
const AT_ONCE = 4;
const OF_ADDRESS = 2;

/** What a question costs besides its answer, in about µs of a core, and characters of an answer that cost one more. */
const QUESTION = 2000;
const CHARACTERS = 20;

interface QuestionsOptions {
  readonly registry: Registry;
  readonly store: Store;
  readonly clock: Clock;
  /** How long the app's rule may take to answer, in ms. */
  readonly authorizeMs: number;
  onError(error: unknown): void;
}

/** Answers what pages ask about the past of their rooms. */
export class Questions {
  readonly #options: QuestionsOptions;
  readonly #past: Past;
  readonly #turns = new Gate(AT_ONCE, OF_ADDRESS);

  constructor(options: QuestionsOptions) {
    this.#options = options;
    this.#past = new Past(options.store, options.clock);
  }

  /** Sends the answer, with the rights that the seat has then. Never rejects; a seat that ends meanwhile hears nothing. */
  async answer(seat: Seat, { id, about }: Question): Promise<void> {
    const begin = `["y",${seat.seat},${id},`;
    try {
      const frame = await this.#turns.pass(
        seat.address,
        () => seat.isIn,
        async () => {
          const parts = await this.#find(seat, about);
          return framed([begin, ...parts, "]"], () => this.#past.rest());
        },
      );
      if (frame === undefined || !seat.isIn) return;
      while ((seat.isBehind || seat.isCrowded) && seat.isIn) await seat.pause();
      if (seat.isIn) seat.sendRoom(frame);
    } catch (error) {
      if (seat.isIn) seat.send(refusal(begin, this.#told(error)));
    }
  }

  /** Tells a seat that its connection has asked something before that is not answered yet. */
  refuse(seat: Seat, { id }: Question): void {
    const words = "The question before is not answered yet; ask one at a time";
    seat.send(refusal(`["y",${seat.seat},${id},`, new Refused("history.busy", words)));
  }

  async #find(seat: Seat, about: About): Promise<readonly string[]> {
    const { registry, authorizeMs } = this.#options;
    const { room } = seat.join;
    const { rights, user } = seat;
    seat.charge(QUESTION);
    if (about.of === "posts" || about.of === "unread") return this.#posts(seat, about);
    await registry.checkHistory(user, room, rights, authorizeMs);
    const parts = await this.#look(seat, about);
    // What it may read may be less by now, and then the seat has ended.
    seat.charge(parts.reduce((sum, { length }) => sum + length, 0) / CHARACTERS);
    return parts;
  }

  async #posts(seat: Seat, about: FeedQuestion): Promise<readonly string[]> {
    const { registry, store } = this.#options;
    const { join, rights, user } = seat;
    const { room } = join;
    const { schema } = registry.definitionOf(room);
    const rangesOf = (posts: readonly string[]): Promise<PostRanges> =>
      this.#ofRoom(seat, (port) => port.postRanges(posts, rights));
    const reading = { store, room, schema, rights, user: user.id, rangesOf };
    const parts = await feedAnswer(reading, about);
    seat.charge(parts.reduce((sum, { length }) => sum + length, 0) / CHARACTERS);
    return parts;
  }

  async #look(seat: Seat, about: Exclude<About, FeedQuestion>): Promise<readonly string[]> {
    const { registry, store } = this.#options;
    const { join, rights } = seat;
    const { room } = join;
    if (about.of === "state") {
      const seq = await this.#past.seqOf(room, about.when);
      return stateParts(
        await (about.isStored
          ? this.#past.stored(room, seq, rights)
          : this.#past.state(room, seq, rights, registry.kindOf(room))),
      );
    }
    if (about.of === "writers") {
      const seq = await this.#past.seqOf(room, about.when);
      const { schema } = registry.definitionOf(room);
      const { record: id, field, range } = about;
      const text = { id, field, ...(range !== undefined && { range }) };
      const stretches = await writersOf(this.#options, room, schema, seq, text, rights);
      return [`"w",${JSON.stringify(stretches)}`];
    }
    if (about.of === "versions") {
      const versions = await this.#ofRoom(seat, async (port) => port.versions());
      const list = versions.map((version) => JSON.stringify(versionParts(version)));
      return [`"v",[${list.join(",")}]`];
    }
    if (about.of === "name") {
      checkMayName(rights);
      const name = versionName(about.name);
      const of = await this.#past.keptSeqOf(room, about.when);
      const naming = { actor: seat.user.id, name, of };
      const version = await this.#ofRoom(seat, (port) => port.nameVersion(naming));
      return [`"n",${JSON.stringify(versionParts(version))}`];
    }
    const after = await this.#past.seqOf(room, about.after);
    const until = await (about.until === undefined
      ? store.head(room)
      : this.#past.seqOf(room, about.until));
    const { limit, by, part } = about;
    const { texts, next } = await entriesOf(store, room, {
      after,
      until,
      limit,
      ...(by !== undefined && { by }),
      ...(part !== undefined && { part }),
      keys: rights.read,
      as: "entries",
    });
    const list = texts.flatMap((text, i) => (i === 0 ? [text] : [",", text]));
    return [`"e",[`, ...list, next === undefined ? "]" : `],${next}`];
  }

  /** Asks the room that the seat is in. It has left memory where the seat has ended, and then nobody hears of it. */
  async #ofRoom<T>(
    { join: { room }, address }: Seat,
    question: (port: RoomPort) => Promise<T | undefined>,
  ): Promise<T> {
    const answer = await question(await this.#options.registry.load(room, address));
    if (answer === undefined) throw new Refused("room.reset", `${room} has left memory; try again`);
    return answer;
  }

  #told(error: unknown): Refused {
    if (error instanceof Refused) return error;
    this.#options.onError(error);
    return error instanceof Incompatible
      ? new Refused(error.code, "What the room was then does not fit its definition of now")
      : new Refused("store.failed", "The past could not be read; try again");
  }
}

function stateParts({ seq, at, keys, older }: PastState): readonly string[] {
  const parts = [`"s",${seq},${at},{`];
  for (const [key, json] of keys)
    parts.push(`${parts.length > 1 ? "," : ""}${JSON.stringify(key)}:${json}`);
  parts.push(older === undefined ? "}" : `},${older}`);
  return parts;
}

function refusal(begin: string, { code, message }: Refused): string {
  return `${begin}"x",${JSON.stringify(code)},${JSON.stringify(message)}]`;
}
