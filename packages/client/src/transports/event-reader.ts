/** One server-sent event. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
  /** 0 where it has none. */
  readonly id: number;
}

/**
 * Reads server-sent events as their text comes: of the format, https://html.spec.whatwg.org/multipage/server-sent-events.html, what
 * the server writes.
 */
export class EventReader {
  #text = "";

  *read(text: string): Generator<ServerEvent, undefined> {
    this.#text += text;
    const blocks = this.#text.split("\n\n");
    this.#text = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line) => {
          const at = line.indexOf(": ");
          return [line.slice(0, at), line.slice(at + 2)];
        }),
      );
      const data = fields.get("data");
      // Without data it was a comment, to show that somebody is there.
      if (data !== undefined)
        yield { name: fields.get("event") ?? "", data, id: Number(fields.get("id") ?? 0) };
    }
  }
}
