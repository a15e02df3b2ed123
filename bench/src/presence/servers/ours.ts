import { createServer, memory } from "@alongside/server";
import { serve } from "../../servers/serve.ts";
import { Plane } from "../plane.ts";

// The defaults of a server for people, raised where so many at one address would be held back.
const server = createServer({
  rooms: [Plane],
  store: memory(),
  limits: {
    messagesPerSecond: 1_000_000,
    bytesPerSecond: 1e9,
    workPerSecond: 1e9,
    connectionsPerAddress: 10_000,
  },
  log: () => undefined,
});
const { port } = await server.listen(0, "127.0.0.1");
serve(port);
