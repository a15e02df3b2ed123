import { fileURLToPath } from "node:url";
import { CheckFailed, createServer, sqlite } from "@alongside/server";
import { publishFigures } from "./server/figures.ts";
import { listenNear } from "./server/listen.ts";
import { board } from "./server/rules.ts";
import { CodeFile } from "./src/code/definition.ts";
import { RichDocument } from "./src/document/definition.ts";
import { Place } from "./src/place/definition.ts";
import { Dashboard } from "./src/dashboard/definition.ts";
import { Gallery } from "./src/gallery/definition.ts";

const data = process.env["ALONGSIDE_DATA"] ?? "data";

const server = createServer({
  rooms: [board, RichDocument, CodeFile, Place, Gallery, Dashboard],
  store: sqlite(`${data}/rooms.db`),
  files: fileURLToPath(new URL("dist", import.meta.url)),
  hashedFiles: "assets",
  inbox: true,
});
// This server asks nobody who they are: other machines get in only where HOST says so.
const at = await listenNear(server, Number(process.env["PORT"] ?? 4000), process.env["HOST"]).catch(
  (error: unknown) => {
    if (!(error instanceof CheckFailed)) throw error;
    console.error(`\n  ${error.message}: ALONGSIDE_DATA=another-folder npm start\n`);
    process.exit(1);
  },
);
console.log(`\n  The board is open at ${at.url}`);
console.log(
  at.host.startsWith("127.") || at.host === "::1"
    ? "  Only this machine gets in. HOST=0.0.0.0 lets others in.\n"
    : `  Every machine that reaches ${at.host}, port ${at.port}, gets in.\n`,
);

const stopFigures = publishFigures(server, (error) => console.error(error));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    stopFigures();
    void server.close().then(() => process.exit(0));
  });
}
