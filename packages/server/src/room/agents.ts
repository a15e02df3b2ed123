import { type Caret, Invalid, type Json, Refused } from "@alongside/core";
import { BadMessage, type Clock, type UserInfo } from "@alongside/core/engine";
import { AGENT, agentInfo } from "../auth/user-info.ts";
import type { Decisions } from "./decisions.ts";
import type { People } from "./people.ts";
import type { AgentPresence } from "./port.ts";
import { TextLink } from "./text-link.ts";

interface AgentsOptions {
  readonly clock: Clock;
  readonly people: People;
  readonly decisions: Decisions;
  /** How many there may be at once. */
  readonly most: number;
}

/** An agent that is in the room. */
interface Here {
  readonly user: UserInfo;
  readonly cancel: () => void;
}

/** The agents that the server's own code shows in a room: each has a place among its people until its time is over. */
export class Agents {
  readonly #options: AgentsOptions;
  readonly #here = new Map<string, Here>();

  constructor(options: AgentsOptions) {
    this.#options = options;
  }

  /**
   * Shows the fields given, and for the rest what was shown before. Throws `TypeError` for what makes no agent, `Invalid` for a field that
   * the definition refuses, and `Refused` with `limit.presence` for more than may be shown; nothing is another one then.
   */
  show({ agent, fields, ttlMs }: AgentPresence): void {
    const { clock, people, most } = this.#options;
    const { id } = agent;
    const known = this.#here.get(id);
    const user = agentInfo(agent, known?.user);
    if (known === undefined && this.#here.size >= most)
      throw new Refused("limit.presence", `The room shows ${most} agents, and no more`);
    const checked = this.#checked(fields);
    const client = AGENT + id;
    people.enter(client, user);
    const refused = people.set(client, checked, undefined);
    if (refused !== undefined) {
      if (known === undefined) people.leave(client);
      throw new Refused("limit.presence", refused);
    }
    known?.cancel();
    this.#here.set(id, { user, cancel: clock.after(ttlMs, () => this.remove(id)) });
  }

  /** It is gone. */
  remove(id: string): void {
    const known = this.#here.get(id);
    if (known === undefined) return;
    this.#here.delete(id);
    known.cancel();
    this.#options.people.leave(AGENT + id);
  }

  /** The room is going. */
  close(): void {
    for (const { cancel } of this.#here.values()) cancel();
    this.#here.clear();
  }

  #checked(fields: AgentPresence["fields"]): AgentPresence["fields"] {
    const { judge, textRing, durable } = this.#options.decisions;
    const set: Record<string, Json> = { ...fields };
    try {
      judge.presence(set);
    } catch (error) {
      if (error instanceof BadMessage) throw new Invalid("presence", error.message);
      throw error;
    }
    for (const name of judge.kinds.carets.keys()) {
      const caret = set[name] as Caret | null | undefined;
      if (caret === undefined || caret === null) continue;
      // It stands in the text as the server's code reads it.
      const link = new TextLink(AGENT, textRing, durable);
      const located = link.locate({ ...caret, seq: durable }, durable);
      const length = judge.textAt(caret.id, caret.field)?.length ?? -1;
      if (Math.max(located.anchor, located.head) > length)
        throw new Invalid(
          `presence.${name}`,
          `is at ${caret.head}, the text has ${length} characters`,
        );
      set[name] = { ...located };
    }
    return set;
  }
}
