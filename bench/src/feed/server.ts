import { createServer, implement, sqlite } from "@alongside/server";
import { answer, argumentsOf } from "../process.ts";
import { Talk } from "./talk.ts";

/** A server with a file, which says where it listens. */
const { file } = argumentsOf<{ file: string }>();
const server = createServer({
  rooms: [implement(Talk)],
  store: sqlite(file),
  log: () => undefined,
});

answer(async ({ ask }: { readonly ask: "listen" | "close" }) =>
  ask === "listen" ? { port: (await server.listen(0)).port } : server.close(),
);
