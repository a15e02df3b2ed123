import { createServer, sqlite } from "@alongside/server";
import { rooms } from "./rooms.ts";

/** The folder of the database: one SQLite file that holds all rooms. */
const data = process.env["ALONGSIDE_DATA"] ?? "data";

/**
 * The rooms and who may enter them. Nobody is asked who they are: everybody is a guest with a name and a colour. To let in
 * only whom you know, give it `authenticate`, say `jwt({ secret })`.
 */
export const alongside = createServer({
  rooms,
  store: sqlite(`${data}/rooms.db`),
  // What people missed: mentions, and answers to what they wrote.
  inbox: true,
  files: "dist",
  hashedFiles: "assets",
});
