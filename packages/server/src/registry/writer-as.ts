import { createHash } from "node:crypto";
import { Refused } from "@alongside/core";
import { isFields, mistake, type RoomId } from "@alongside/core/engine";
import { type AsUser, checkUser } from "../auth/user-info.ts";
import { colorOf } from "../identity/palette.ts";
import type { Writer } from "../room/port.ts";
import type { Registry } from "./registry.ts";

/** What of a server it takes to write as somebody. */
export interface WriterParts {
  /** The client id of the server's own code. */
  readonly client: string;
  readonly registry: Registry;
  /** How long `authorize` may take, in ms. */
  readonly authorizeMs: number;
}

/**
 * Somebody who writes by the server's hands, with the rights that `authorize` gives them. Rejects with `TypeError` for what is no user, and
 * with `Refused` for one who may not write there, or of whom that cannot be found out.
 */
export async function writerAs(
  { client, registry, authorizeMs }: WriterParts,
  room: RoomId,
  as: AsUser,
): Promise<Writer> {
  const given = typeof as === "string" ? { id: as } : as;
  if (!isFields(given) || typeof given["id"] !== "string")
    throw mistake("room", "as", 'an id or a user, { id: "ann" } at least', as);
  const { id } = given;
  const user = checkUser({ name: id, color: colorOf(id), ...given });
  const rights = await registry.rights(user, room, authorizeMs);
  if (rights.write !== true && rights.write.length === 0)
    throw new Refused("auth.read-only", `${id} may not write in ${room}`);
  // Of each user another client, as a room binds a client to whoever writes first.
  const hash = createHash("sha256").update(JSON.stringify([client, id]));
  return { client: `user_${hash.digest("base64url").slice(0, 19)}`, user, rights };
}
