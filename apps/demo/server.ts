import { fileURLToPath } from "node:url";
import { CheckFailed, createServer, type Server, sqlite } from "@alongside/server";
import { Digest } from "./server/digest.ts";
import { exampleIn } from "./server/example/first-start.ts";
import { FileStore } from "./server/file-store.ts";
import { publishFigures } from "./server/figures.ts";
import { listenNear } from "./server/listen.ts";
import { requestsOf } from "./server/requests.ts";
import { roomsOf } from "./server/rooms.ts";
import { tellWatchers } from "./server/tell-watchers.ts";

const data = process.env["ALONGSIDE_DATA"] ?? "data";
const file = `${data}/rooms.db`;
const onError = (error: unknown): void => console.error(error);

/** Says that somebody else has the data, and ends. */
function explain(error: unknown): never {
  if (!(error instanceof CheckFailed)) throw error;
  console.error(`\n  ${error.message}: ALONGSIDE_DATA=another-folder npm start\n`);
  process.exit(1);
}

if (process.env["ALONGSIDE_EXAMPLE"] !== "no") await exampleIn(file).catch(explain);

const digest = new Digest(onError);
const server: Server = createServer({
  rooms: roomsOf(digest),
  store: sqlite(file),
  files: fileURLToPath(new URL("dist", import.meta.url)),
  hashedFiles: "assets",
  inbox: true,
  handle: requestsOf({ server: () => server, files: new FileStore(`${data}/files`), onError }),
});
// This server asks nobody who they are: other machines get in only where HOST says so.
const at = await listenNear(server, Number(process.env["PORT"] ?? 4000), process.env["HOST"]).catch(
  explain,
);
console.log(`\n  Alongside is open at ${at.url}`);
console.log(
  at.host.startsWith("127.") || at.host === "::1"
    ? "  Only this machine gets in. HOST=0.0.0.0 lets others in.\n"
    : `  Every machine that reaches ${at.host}, port ${at.port}, gets in.\n`,
);

const stopFigures = publishFigures(server, onError);
tellWatchers(server);
await digest.start(server);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    stopFigures();
    void digest
      .stop()
      .then(() => server.close())
      .then(() => process.exit(0));
  });
}
