import type { Json } from "@alongside/core";
import { checkJson, mistake, type UserInfo } from "@alongside/core/engine";
import { cleanName } from "../identity/clean-name.ts";
import { cleanColor } from "../identity/css-color.ts";
import { colorOf } from "../identity/palette.ts";
import { ERASED_PREFIX } from "../store/erasing/erasing.ts";

/** The actor of what the server's own code writes. */
const SERVER_ID = "server";
/** Characters of a user's id at most. */
export const MAX_ID = 256;

/** What the ids of agents, as users and as clients, begin with: no client that connects has such an id. */
export const AGENT = "agent:";
const MAX_AGENT = 64;

/** A program that the server's own code shows among the people of a room. */
export interface Agent {
  /** 1 to 64 characters. As a user it is `agent:` and this. */
  readonly id: string;
  /** @default The id. */
  readonly name?: string;
  /** A wish, as everybody's. */
  readonly color?: string;
  /** Anything else that its `user` is to have, `avatar` say. */
  readonly [detail: string]: Json | undefined;
}

/** A user as whom the server's own code writes: an id, or what `authenticate` would say of them. */
export type AsUser = string | (Pick<UserInfo, "id"> & Partial<UserInfo>);

/** Whoever has no name that can be shown. */
const NAMELESS = "Guest";

/**
 * The user that `authenticate` answered, with a name and a colour as they may be shown; a colour that is none is one of `id`'s own, and a
 * name like what erasing leaves behind is none.
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
  if (user.id.startsWith(AGENT))
    throw new TypeError(
      `authenticate: user ids that begin with "${AGENT}" are those of the server's agents, got ${JSON.stringify(user.id)}`,
    );
  if (user.id.startsWith(ERASED_PREFIX))
    throw new TypeError(
      `authenticate: user ids that begin with "${ERASED_PREFIX}" are left behind by erasing, got ${JSON.stringify(user.id)}`,
    );
  return clean(user);
}

/** An agent as a user, `known` where it is here already. Throws `TypeError` for what makes none. */
export function agentInfo(agent: Agent, known: UserInfo | undefined): UserInfo {
  checkJson(agent, "agent");
  const { id } = agent;
  if (typeof id !== "string" || id === "" || id.length > MAX_AGENT)
    throw mistake("room", "an agent's id", `a text of 1 to ${MAX_AGENT} characters`, id);
  for (const field of ["name", "color"] as const)
    if (agent[field] !== undefined && typeof agent[field] !== "string")
      throw mistake("room", `an agent's ${field}`, "a text", agent[field]);
  const before = known ?? { name: id, color: "" };
  return clean({ ...before, ...agent, id: AGENT + id, kind: "agent" });
}

function clean(user: UserInfo): UserInfo {
  const { id, name, color } = user;
  return { ...user, name: shownName(name) ?? NAMELESS, color: cleanColor(color) ?? colorOf(id) };
}

/** A name as it is shown; undefined for none, and for one like what erasing leaves behind. */
function shownName(name: string): string | undefined {
  const shown = cleanName(name);
  return shown?.toLowerCase().startsWith(ERASED_PREFIX) === true ? undefined : shown;
}
