import { type Client, createClient, type Room } from "@alongside/client";
import type { Json } from "@alongside/core";
import { parseDown, systemClock } from "@alongside/core/engine";
import type { Write, Writing } from "../writing.ts";
import { tapped, type Traffic } from "./link.ts";
import type { Ended, Viewer } from "./stage.ts";

/** What a page is made with. */
export interface PageOptions {
  readonly url: string;
  readonly token: string | undefined;
  readonly writing: Writing;
  readonly room: string;
  readonly traffic: Traffic;
}

/** Somebody with the whole client, as a browser has it, in one room. */
export class Page implements Viewer {
  readonly #client: Client;
  readonly #room: Room;
  readonly #writing: Writing;
  #break: () => void = () => undefined;
  #entry: ((seq: number) => void) | undefined;

  constructor({ url, token, writing, room, traffic }: PageOptions) {
    this.#writing = writing;
    this.#client = createClient({
      url,
      ...(token !== undefined && { getToken: () => token }),
      clock: systemClock,
      onError: () => undefined,
      transports: [
        tapped({
          traffic,
          onTaken: (frame) => this.#taken(frame),
          onLink: (breakIt) => (this.#break = breakIt),
        }),
      ],
    });
    this.#room = this.#client.join(writing.definition, room);
  }

  get ready(): Promise<void> {
    return this.#room.ready;
  }

  /** Why there is no connection, as far as is known. */
  get trouble(): string | undefined {
    const { reason, code } = this.#client.status.get();
    return reason === undefined ? code : code === undefined ? reason : `${reason} (${code})`;
  }

  get isLive(): boolean {
    return this.#room.status.get().name === "live";
  }

  onStatus(callback: () => void): () => void {
    return this.#room.status.subscribe(callback);
  }

  onScreen(callback: () => void): () => void {
    return this.#room.subscribe(callback);
  }

  onEntry(callback: (seq: number) => void): () => void {
    this.#entry = callback;
    return () => (this.#entry = undefined);
  }

  /** Makes a change. What it throws, or is refused with, is in how it ended. */
  async write(write: Write): Promise<Ended> {
    try {
      const { committed } = this.#change(write);
      return { name: "committed", seq: (await committed).seq };
    } catch (error) {
      const { code, message } = error as { readonly code?: string; readonly message?: string };
      return { name: "refused", code: code ?? "threw", message: message ?? String(error) };
    }
  }

  #change(write: Write): { readonly committed: Promise<{ readonly seq: number }> } {
    if (write.name === "mutation") {
      const calls = this.#room.mutate as Readonly<
        Record<string, (args: Json) => { readonly committed: Promise<{ readonly seq: number }> }>
      >;
      const call = calls[write.mutation];
      if (call === undefined) throw new TypeError(`There is no mutation ${write.mutation}`);
      return call(write.args);
    }
    return this.#room.update((doc) => void Object.assign(doc, write.fields));
  }

  move(x: number, y: number): void {
    const { point } = this.#writing;
    if (point !== undefined) this.#room.presence.set({ [point]: { x, y } });
  }

  onMove(callback: (x: number, y: number) => void): () => void {
    const { point } = this.#writing;
    let before: readonly unknown[] = [];
    return this.#room.others.subscribe((others) => {
      for (const other of others) {
        if (before.includes(other)) continue;
        const place = (other.presence as Readonly<Record<string, unknown>>)[point ?? ""];
        if (typeof place !== "object" || place === null) continue;
        const { x, y } = place as { readonly x: number; readonly y: number };
        callback(x, y);
      }
      before = others;
    });
  }

  breakLink(): void {
    this.#break();
  }

  close(): void {
    this.#client.close();
  }

  #taken(frame: string | Uint8Array): void {
    if (this.#entry === undefined || typeof frame !== "string" || !frame.startsWith('["d"')) return;
    const message = parseDown(frame);
    if (message?.type !== "entries") return;
    for (const entry of message.list) if ("seq" in entry) this.#entry(entry.seq);
  }
}
