import { implement, type RoomImplementation } from "@alongside/server";
import type { Access } from "./access.ts";
import { type Board, FORBIDDEN, FORBIDDEN_LETTER } from "./board.ts";

/** A version of the room with its rules, and with the rights that users have by now. */
export function implemented(definition: typeof Board, access: Access): RoomImplementation {
  return implement(definition, {
    authorize: (user) => access.grantOf(user.id),
    allow(change) {
      const ops = JSON.stringify(change.ops);
      return ops.includes(FORBIDDEN) || ops.includes(FORBIDDEN_LETTER)
        ? { code: "rule.forbidden", message: "Not that" }
        : true;
    },
  });
}
