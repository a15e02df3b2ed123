import { createClient, openText, type SharedText } from "@alongside/client";
import { mapPosition } from "@alongside/core/text";
import { CodeFile } from "../../../apps/demo/src/code/definition.ts";
import { RichDocument } from "../../../apps/demo/src/document/definition.ts";

/** The pages that a crowd types in. */
export const KINDS = ["code", "document"] as const;
export type Kind = (typeof KINDS)[number];

/** Somebody who types at the end of a line, without a browser. */
export class Typist {
  readonly #client: ReturnType<typeof createClient>;
  readonly #text: SharedText;
  readonly #letter: string;
  #at = 0;
  #count = 0;

  private constructor(client: ReturnType<typeof createClient>, text: SharedText, letter: string) {
    this.#client = client;
    this.#text = text;
    this.#letter = letter;
    text.observe((delta = []) => {
      this.#at = mapPosition(this.#at, delta, "left");
    });
  }

  /** Joins the room of a page, and goes to the end of a line of its text, which is there already. */
  static async join(kind: Kind, id: string, url: string, line: number): Promise<Typist> {
    const client = createClient({ url, guest: `typist ${line}` });
    let text: SharedText;
    if (kind === "code") {
      const room = client.join(CodeFile, id);
      await room.ready;
      text = openText(room, (file) => file.source);
    } else {
      const room = client.join(RichDocument, id);
      await room.ready;
      text = openText(room, (document) => document.body);
    }
    const typist = new Typist(client, text, String.fromCharCode(97 + line));
    const lines = String(text.get()).split("\n");
    typist.#at = lines.slice(0, line + 1).join("\n").length;
    return typist;
  }

  get text(): string {
    return String(this.#text.get());
  }

  type(): void {
    const letter = ++this.#count % 6 === 0 ? " " : this.#letter;
    const at = this.#at;
    this.#at += 1;
    this.#text.edit(at > 0 ? [at, letter] : [letter]);
    this.#text.setCaret({ anchor: this.#at, head: this.#at });
  }

  leave(): void {
    this.#client.close();
  }
}
