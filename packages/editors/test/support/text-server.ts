import { TextValue } from "@alongside/core";
import { cross, invert } from "@alongside/core/text";
import type { Delta } from "@alongside/core/text";
import { TextClient } from "./text-client.ts";
import { mapped, sideOf } from "./wire.ts";
import type { Down, Unit, Up } from "./wire.ts";

interface Link {
  readonly client: TextClient;
  /** What the others did and this client had not seen, past what this client did. */
  unseen: Unit[];
  readonly up: Up[];
  readonly down: Down[];
}

/**
 * A stand-in for client and server around one text, and what is on its way between both. Nothing arrives by itself: `send`,
 * `receive` and `settle` carry messages, so a test says in which order.
 */
export class TextServer {
  text: TextValue;
  /** Whether the server takes a change; it is refused with what this throws. */
  judge: (delta: Delta, client: string) => void = () => undefined;
  #seq = 0;
  readonly #links = new Map<string, Link>();

  constructor(text: string | Delta = "") {
    this.text = TextValue.empty.apply(typeof text === "string" ? [text] : text);
  }

  /** A client whose room has the text already. */
  join(id: string): TextClient {
    const up: Up[] = [];
    const client = new TextClient(id, this.text, this.#seq, (message) => up.push(message));
    this.#links.set(id, { client, unseen: [], up, down: [] });
    return client;
  }

  /** Carries what a client said, all of it or so many messages, to the server. */
  send(id: string, count = Infinity): void {
    const link = this.#link(id);
    for (const message of link.up.splice(0, count)) this.#take(id, link, message);
  }

  /** Carries what the server said, all of it or so many messages, to a client. */
  receive(id: string, count = Infinity): void {
    const link = this.#link(id);
    for (const message of link.down.splice(0, count)) link.client.hear(message);
  }

  /** Carries everything everywhere, and waits until what came of it is done. */
  async settle(): Promise<void> {
    for (;;) {
      for (const id of this.#links.keys()) this.send(id);
      for (const id of this.#links.keys()) this.receive(id);
      await turn();
      if ([...this.#links.values()].every(({ up, down }) => up.length + down.length === 0)) return;
    }
  }

  #take(id: string, link: Link, message: Up): void {
    link.unseen = link.unseen.filter((unit) => unit.seq > message.base);
    if ("caret" in message) {
      const caret = message.caret && mapped(message.caret, link.unseen);
      this.#tell((other) => (other === id ? undefined : { caret, client: id }));
      return;
    }
    let { delta } = message;
    link.unseen = link.unseen.map((unit) => {
      const [mine, theirs] = cross(delta, unit.delta, sideOf(id, unit));
      delta = mine;
      return { ...unit, delta: theirs };
    });
    const seq = ++this.#seq;
    try {
      this.judge(delta, id);
    } catch (error) {
      const unit: Unit = { seq, delta: invert(delta, this.text), client: undefined };
      link.unseen.push(unit);
      this.#tell((other) => (other === id ? { unit, refused: error } : { skip: seq }));
      return;
    }
    this.text = this.text.apply(delta);
    const unit: Unit = { seq, delta, client: id };
    for (const [other, { unseen }] of this.#links) if (other !== id) unseen.push(unit);
    this.#tell((other) => (other === id ? { ack: seq } : { unit }));
  }

  #tell(message: (client: string) => Down | undefined): void {
    for (const [id, { down }] of this.#links) {
      const said = message(id);
      if (said) down.push(said);
    }
  }

  #link(id: string): Link {
    const link = this.#links.get(id);
    if (!link) throw new Error(`No client ${id}`);
    return link;
  }
}

/** Waits until all that is under way has come to rest, with clocks that stand still too. */
function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
