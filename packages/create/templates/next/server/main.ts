// Next's pages and the rooms, on one port; with `--dev` from their sources. Only this machine gets in unless HOST says otherwise.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import next from "next";
import { alongside } from "./alongside.ts";
import { endGracefully, explain } from "./end.ts";

endGracefully();
const app = next({ dev: process.argv.includes("--dev") });
await app.prepare();
const handle = app.getRequestHandler();
const web = createServer((request, response) => {
  if (request.url === "/healthz") response.end("ok");
  else void handle(request, response);
});
alongside.attach(web);
web.on("error", explain);
web.listen(Number(process.env["PORT"] ?? 3000), process.env["HOST"] ?? "127.0.0.1", () => {
  console.log(`listening on http://localhost:${(web.address() as AddressInfo).port}`);
});
