import type { Delta } from "@alongside/core/text";
import type { Caret, SharedText } from "../../src/shared-text.ts";
import type { TextClient } from "../support/text-client.ts";
import { TextServer } from "../support/text-server.ts";
import { countLongReads } from "./long-reads.ts";
import { mounting } from "./mounting.ts";
import type { Kind, Mounted } from "./mounting.ts";

/** A little longer than editors rest between two times that they show what others wrote. */
const SHOWN_MS = 40;

/** Editors of several people on one page, over one tiny server whose messages the test carries. */
export class Stage {
  server = new TextServer();
  readonly #clients = new Map<string, TextClient>();
  readonly #handles = new Map<string, SharedText>();
  readonly #editors = new Map<string, Mounted>();
  /** What a test's judge of the server noted. */
  readonly judged: string[] = [];
  readonly countLongReads = countLongReads;
  /** What was refused, by editor. */
  readonly refused: string[] = [];

  /** A new server with this text, and nobody there. */
  begin(text: string | Delta): void {
    this.server = new TextServer(text);
  }

  client(id: string): TextClient {
    let client = this.#clients.get(id);
    if (!client) this.#clients.set(id, (client = this.server.join(id)));
    return client;
  }

  /** Puts an editor of a person into the page, as `#<name>`. */
  mount(kind: Kind, person: string, name: string = person, doc?: string): void {
    const place = document.body.appendChild(document.createElement("div"));
    place.className = "place";
    const shared = this.client(person).open();
    const options = {
      doc,
      onRefused: (error: unknown) => void this.refused.push(`${name}: ${String(error)}`),
    };
    this.#editors.set(name, mounting[kind](place, name, shared, options));
  }

  /** One edit of a person without an editor. */
  edit(person: string, delta: Delta): void {
    this.#handle(person)
      .edit(delta)
      .committed.catch(() => undefined);
  }

  /** Where a person without an editor has the caret. */
  caret(person: string, caret: Caret | null): void {
    this.#handle(person).setCaret(caret);
  }

  /** What an editor shows. */
  shown(name: string): string {
    return this.#editor(name).shown();
  }

  /** What a Quill editor shows, with its formats. */
  contents(name: string): readonly unknown[] {
    return this.#editor(name).contents?.() ?? [];
  }

  focus(name: string): void {
    this.#editor(name).focus();
  }

  select(name: string, anchor: number, head: number): void {
    this.#editor(name).select(anchor, head);
  }

  /** Where the letter at a place of an editor's text is on the screen, a little inside. */
  placeOf(name: string, at: number): { x: number; y: number } {
    const [{ x, y, height } = new DOMRect()] = this.#editor(name).rectangles(at);
    return { x: x + 1, y: y + height / 2 };
  }

  detach(name: string): void {
    this.#editor(name).detach();
  }

  attach(name: string): void {
    this.#editor(name).attach();
  }

  /** Carries everything everywhere, and waits until it is shown. */
  async settle(): Promise<void> {
    await this.server.settle();
    await new Promise((resolve) => {
      setTimeout(resolve, SHOWN_MS);
    });
  }

  #handle(person: string): SharedText {
    let handle = this.#handles.get(person);
    if (!handle) this.#handles.set(person, (handle = this.client(person).open()));
    return handle;
  }

  #editor(name: string): Mounted {
    const editor = this.#editors.get(name);
    if (!editor) throw new Error(`No editor ${name}`);
    return editor;
  }
}
