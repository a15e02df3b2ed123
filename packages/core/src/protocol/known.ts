import type { UserInfo } from "./welcome.ts";

/** Who somebody is to the server, after an `auth` that changed that. On the wire `["v", user]`. */
export interface Known {
  readonly type: "known";
  readonly user: UserInfo;
}

/** The frame of the message `known`, as it goes over the wire. */
export function encodeKnown({ user }: Omit<Known, "type">): string {
  return JSON.stringify(["v", user]);
}
