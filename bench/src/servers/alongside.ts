import { implement, createServer, sqlite } from "@alongside/server";
import { argumentsOf } from "../process.ts";
import { Bench } from "../rooms.ts";
import { serve } from "./serve.ts";

const { folder } = argumentsOf<{ folder: string }>();

// The defaults of a server for people, raised where 64 machines-as-people on one address would be held back.
const server = createServer({
  rooms: [implement(Bench)],
  store: sqlite(`${folder}/rooms.db`),
  limits: {
    messagesPerSecond: 1_000_000,
    changesPerSecond: 1_000_000,
    connectionsPerAddress: 10_000,
    inFlight: 100_000,
  },
});
const { port } = await server.listen(0, "127.0.0.1");
serve(port);
