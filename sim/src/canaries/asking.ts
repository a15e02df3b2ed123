import type { Canary } from "./canary.ts";

/** What may go wrong where rooms are written to over HTTP, and made of exports. */
export const ASKING: { readonly [name: string]: Canary } = {
  "keys-are-forgotten-after-a-restart": {
    file: "packages/server/src/room/ledger.ts",
    line: "this.#lines.set(client, { user, head: n, durable: n, refusals });",
    planted:
      "if (!client.startsWith('once_')) this.#lines.set(client, { user, head: n, durable: n, refusals });",
    worlds: "asking",
  },
  "a-key-that-is-told-another-entry": {
    file: "packages/server/src/api/rooms.ts",
    line: 'if ("client" in entry && entry.client === client) return entry.seq;',
    planted: 'if ("client" in entry && entry.at === at) return entry.seq;',
    worlds: "asking",
  },
  "a-condition-that-is-looked-at-too-early": {
    file: "packages/server/src/api/rooms.ts",
    line: "...(head !== undefined && { head }),",
    planted: "",
    worlds: "asking",
  },
  "an-import-that-is-half-there": {
    file: "packages/server/src/rooms/read-export.ts",
    line: 'if (this.#stage !== "over") {',
    planted: 'if (this.#stage === "header") {',
    worlds: "asking",
  },
  "an-import-that-nobody-in-the-room-sees": {
    file: "packages/server/src/rooms/rooms.ts",
    line: "await registry.reset(id, `${id} was imported`);",
    planted: "",
    worlds: "asking",
  },
  "a-name-that-is-given-twice": {
    file: "packages/server/src/room/versions.ts",
    line: "let given = once && this.#once(once, now);",
    planted: "let given: VersionEntry | undefined;",
    worlds: "asking",
  },
};
