import { createHash, randomUUID } from "node:crypto";
import type { UserInfo } from "@alongside/core/engine";
import { cleanName } from "../identity/clean-name.ts";
import { cleanColor } from "../identity/css-color.ts";
import { colorOf } from "../identity/palette.ts";
import type { Authenticate } from "../session/wire.ts";

const ADJECTIVES = [
  "Amber", "Brave", "Bright", "Calm", "Cheerful", "Clever", "Cosy", "Curious", "Dapper", "Eager", "Gentle", "Golden",
  "Happy", "Hazel", "Jolly", "Kind", "Lively", "Lucky", "Mellow", "Merry", "Nimble", "Patient", "Playful", "Quick",
  "Quiet", "Rosy", "Silver", "Sunny", "Swift", "Velvet", "Warm", "Witty",
] as const; // prettier-ignore

const ANIMALS = [
  "Badger", "Beaver", "Crane", "Deer", "Dolphin", "Falcon", "Finch", "Fox", "Gecko", "Hare", "Hedgehog", "Heron",
  "Koala", "Lemur", "Lynx", "Marten", "Mole", "Newt", "Otter", "Owl", "Panda", "Penguin", "Puffin", "Raven",
  "Robin", "Seal", "Squirrel", "Swan", "Tortoise", "Turtle", "Wombat", "Wren",
] as const; // prettier-ignore

/**
 * Lets everybody in as a guest, by the name and colour that the page asks for (`client.introduce`), else by ones that stay with its
 * secret. Only for what may be open to all.
 */
export function guests(): Authenticate {
  return (_token, _request, { guest, name = "", color = "" }) => {
    const user = guestOf(guest ?? randomUUID());
    return {
      user: {
        ...user,
        name: cleanName(name) ?? user.name,
        color: cleanColor(color) ?? user.color,
      },
    };
  };
}

/** The guest with this secret. Nobody learns the secret from it. */
export function guestOf(secret: string): UserInfo {
  const hash = createHash("sha256").update(secret).digest();
  const name = `${pick(ADJECTIVES, hash, 0)} ${pick(ANIMALS, hash, 2)}`;
  const id = `guest:${hash.subarray(8).toString("base64url")}`;
  return {
    id,
    name,
    color: colorOf(id),
  };
}

function pick<T>(list: readonly [T, ...T[]], hash: Buffer, at: number): T {
  return list[hash.readUInt16BE(at) % list.length] ?? list[0];
}
