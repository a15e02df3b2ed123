// The page from its sources by Vite, and its rooms, on one port. It starts again when something of the server or a room is edited.
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createVite } from "vite";
import { alongside } from "./alongside.ts";
import { endGracefully, explain } from "./end.ts";

endGracefully();
const web = createHttpServer((request, response) => vite.middlewares(request, response));
const vite = await createVite({
  server: { middlewareMode: true, ws: { server: web } },
  // Without a temporary file, which `node --watch` would take for an edit.
  configLoader: "native",
});
alongside.attach(web);
web.on("error", explain);
web.listen(Number(process.env["PORT"] ?? 3000), process.env["HOST"] ?? "127.0.0.1", () => {
  console.log(`listening on http://localhost:${(web.address() as AddressInfo).port}`);
});
