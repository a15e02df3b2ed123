import { counter, defineRoom, list, map, value } from "@alongside/core";
import { onTestFinished } from "vitest";
import { createServer, type Server, type ServerOptions } from "../../src/server.ts";
import { memory } from "../../src/store/memory.ts";

/** A room to try things in. */
export const Board = defineRoom("board", {
  version: 1,
  presence: { cursor: value<{ x: number; y: number } | null>(null) },
  storage: {
    title: value(""),
    note: value<unknown>(null),
    shapes: list({ kind: value("rect"), at: value({ x: 0, y: 0 }) }),
    settings: map({ on: value(false) }),
    votes: counter(),
  },
});

/** The shipped server on a free port of this machine, with real sockets; closed with the test. */
export interface Live {
  readonly server: Server;
  readonly url: string;
  /** The lines of its log. */
  readonly lines: string[];
  /** What it reported as wrong in the world. */
  readonly errors: unknown[];
}

export async function live(options: Partial<ServerOptions> = {}): Promise<Live> {
  const lines: string[] = [];
  const errors: unknown[] = [];
  const server = createServer({
    rooms: [Board],
    store: memory(),
    log: (level, message) => void lines.push(`${level}: ${message}`),
    onError: (error) => void errors.push(error),
    ...options,
  });
  onTestFinished(() => server.close());
  const { url } = await server.listen(0, "127.0.0.1");
  return { server, url, lines, errors };
}
