import { counter, defineRoom, feed, list, map, Refused, text, value } from "@alongside/core";
import { z } from "zod";
import type { ServerOptions } from "../../src/server.ts";
import { implement } from "../../src/implement.ts";
import { checkDescribed } from "./described.ts";
import { live, type Live } from "../live/server.ts";

/** A room with a field of each kind. */
export const Board = defineRoom("board", {
  version: 1,
  presence: {},
  events: { confetti: z.object({ n: z.number() }) },
  storage: {
    title: z.string().max(20).default(""),
    size: z.object({ w: z.number(), h: z.number() }).default({ w: 1, h: 1 }),
    color: z.string().optional(),
    note: text(),
    shapes: list({ kind: value("rect"), label: text() }),
    tags: list(value("")),
    settings: map({ on: value(false) }),
    votes: counter(),
  },
  feeds: {
    chat: feed(z.object({ text: z.string().min(1).max(4000) })),
    letters: feed(z.string()),
  },
  mutations: {
    vote: {
      args: z.object({ by: z.number().int() }),
      run(doc, { by }) {
        if (by > 100) throw new Refused("vote.many", "At most 100 at a time");
        doc.votes.add(by);
      },
    },
  },
});

export const READ = "read-key-0123456789abcdef";
export const WRITE = "write-key-0123456789abcdef";
export const ADMIN = "admin-key-0123456789abcdef";
export const TEAM = "team-key-0123456789abcdef0";

export const board = implement(Board, {
  authorize: (user) => {
    if (user.id === "poster") return { read: ["title"], write: ["letters"] };
    return user.id === "eve" ? "read" : "write";
  },
  allow: ({ ops }, { user }) =>
    user.id === "bob" && ops["title"] !== undefined
      ? { code: "title.taken", message: "Bob writes no titles" }
      : true,
});

/** What answers have, each some of it. */
export interface Body {
  readonly [name: string]: unknown;
  readonly code?: string;
  readonly seq?: number;
  readonly rooms: readonly { readonly id: string }[];
  readonly next?: string;
  readonly settings: { readonly grid: { readonly on: boolean } };
  readonly shapes: readonly { readonly id: string; readonly kind: string }[];
  readonly tags: readonly { readonly value: string }[];
}

export type Ask = (
  method: string,
  path: string,
  options?: {
    readonly key?: string | undefined;
    readonly body?: unknown;
    readonly type?: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
) => Promise<{
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}>;

/** A server with an API, and how it is asked. */
export async function api(options: Partial<ServerOptions> = {}): Promise<Live & { ask: Ask }> {
  const keys = [
    { key: READ },
    { key: WRITE, scope: "write" },
    { key: ADMIN, scope: "admin" },
    { key: TEAM, scope: "admin", rooms: "board:team-" },
  ] as const;
  const server = await live({ rooms: [board], api: { keys }, ...options });
  const ask: Ask = async (method, path, { key = ADMIN, body, type, headers } = {}) => {
    const response = await fetch(`${server.url}/v1${path}`, {
      method,
      headers: {
        ...(key !== "" && { Authorization: `Bearer ${key}` }),
        ...(body !== undefined && {
          "Content-Type":
            type ??
            (Array.isArray(body) ? "application/json-patch+json" : "application/merge-patch+json"),
        }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const whole = await response.text();
    const media = (response.headers.get("content-type") ?? "").split(";", 1)[0] ?? "";
    if (options.api !== undefined || !("api" in options))
      checkDescribed(method, path, response.status, media, whole);
    const isJson = /json(;|$)/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && whole !== "" ? (JSON.parse(whole) as Body) : ({} as Body),
      text: whole,
    };
  };
  return { ...server, ask };
}
