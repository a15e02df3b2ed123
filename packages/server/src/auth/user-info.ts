import { checkJson, type UserInfo } from "@alongside/core/engine";
import { cleanName } from "../identity/clean-name.ts";
import { cleanColor } from "../identity/css-color.ts";
import { colorOf } from "../identity/palette.ts";

/** The actor of what the server's own code writes. */
const SERVER_ID = "server";
const MAX_ID = 256;

/** Whoever has no name that can be shown. */
const NAMELESS = "Guest";

/**
 * The user that `authenticate` answered, with a name and a colour as they may be shown; a colour that is none is one of `id`'s own.
 * Throws `TypeError` where it is no user: it is the app's mistake.
 */
export function checkUser(user: UserInfo): UserInfo {
  checkJson(user, "user");
  for (const field of ["id", "name", "color"] as const) {
    if (typeof user[field] !== "string" || user[field] === "") {
      throw new TypeError(
        `authenticate: user.${field} should be a text, got ${JSON.stringify(user[field])}`,
      );
    }
  }
  if (user.id.length > MAX_ID)
    throw new TypeError(
      `authenticate: user.id has ${user.id.length} characters, the limit is ${MAX_ID}`,
    );
  if (user.id === SERVER_ID)
    throw new TypeError(`authenticate: the user id "${SERVER_ID}" is the server's own`);
  const { id, name, color } = user;
  return { ...user, name: cleanName(name) ?? NAMELESS, color: cleanColor(color) ?? colorOf(id) };
}
