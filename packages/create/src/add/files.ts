import type { KnownApp } from "./kind.ts";

/** What an app gets beside its package.json. */
export interface Added {
  /** By path. */
  readonly files: ReadonlyMap<string, string>;
  /** Packages of Alongside. */
  readonly packages: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  /** What its people do next, in words and lines of code. */
  readonly next: readonly string[];
}

const DEFINITION = `import { counter, defineRoom } from "@alongside/core";

/** What everybody in a room shares. Page and server read this. */
export const Board = defineRoom("board", {
  version: 1,
  storage: { votes: counter() },
});
`;

/** Where `alongside dev` listens. */
const LOCAL = "http://localhost:4000/live";

/** What makes an app live: a room that is defined, and what joins it. */
export function addedTo(app: KnownApp): Added {
  return app.kind === "express" ? express(app) : page(app);
}

function page({ kind, hasReact, isTypeScript, hasSrc }: KnownApp): Added {
  const ext = isTypeScript ? "ts" : "js";
  const up = hasSrc ? "../" : "./";
  const live = `${hasSrc ? "src/" : ""}live.${ext}`;
  const isReact = hasReact || kind === "next";
  const url =
    kind === "next"
      ? `process.env.NODE_ENV === "development" ? "${LOCAL}" : "/live"`
      : `import.meta.env.DEV ? "${LOCAL}" : "/live"`;
  const typed = kind === "vite" && isTypeScript ? '/// <reference types="vite/client" />\n' : "";
  const inReact = `import { configureClient, createHooks } from "@alongside/react";
import { Board } from "${up}rooms";

configureClient({ url: ${url} });

/** \`useCollaboration("home")\` is a room's state, with \`update\` to change it. */
export const { RoomProvider, useCollaboration, useRoom } = createHooks(Board);
`;
  const plain = `import { createClient } from "@alongside/client";
import { Board } from "${up}rooms";

/** The room that this page is in. */
export const room = createClient({
  url: ${url},
}).join(Board, "home");
`;
  const client = kind === "next" ? '"use client";\n\n' : typed;
  return {
    files: new Map([
      [`rooms.${ext}`, DEFINITION],
      [live, `${client}${isReact ? inReact : plain}`],
    ]),
    packages: ["client", "core", "server", ...(isReact ? ["react"] : [])],
    scripts: { live: "alongside dev" },
    next: [
      "beside your dev server, the rooms: npm run live",
      isReact
        ? 'in a component: const { votes, update } = useCollaboration("home"); update((doc) => doc.votes.add(1))'
        : "in a script: room.subscribe(({ votes }) => …); room.update((doc) => doc.votes.add(1))",
    ],
  };
}

function express({ isTypeScript, isModule }: KnownApp): Added {
  const ext = isTypeScript ? "ts" : isModule ? "js" : "mjs";
  const typed = isTypeScript ? 'import type { Server } from "node:http";\n' : "";
  const file = `live.${ext}`;
  const text = `${typed}import { counter, defineRoom } from "@alongside/core";
import { createServer, sqlite } from "@alongside/server";

/** What everybody in a room shares. */
export const Board = defineRoom("board", {
  version: 1,
  storage: { votes: counter() },
});

/** The rooms. Nobody is asked who they are until it is given \`authenticate\`. */
export const alongside = createServer({ rooms: [Board], store: sqlite("data/rooms.db") });

/** Takes what comes to /live of the HTTP server, which \`app.listen\` returns. */
export function attachLive(web${isTypeScript ? ": Server" : ""}) {
  return alongside.attach(web);
}
`;
  const from =
    isModule || isTypeScript
      ? `import { attachLive } from "./${file}";`
      : `const { attachLive } = require("./${file}");`;
  return {
    files: new Map([[file, text]]),
    packages: ["client", "core", "server"],
    scripts: {},
    next: [`in your server: ${from} attachLive(app.listen(3000))`],
  };
}
