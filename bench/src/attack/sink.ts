// Takes bytes and forgets them: what the same load costs the machine where nobody looks at it.
import { createServer } from "node:net";

const server = createServer((socket) => socket.on("error", () => undefined).resume());
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" ? address?.port : 0 });
});
process.on("disconnect", () => process.exit());
