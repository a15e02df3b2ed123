import { type RoomId, roomId } from "@alongside/core/engine";
import { Inbox, inboxOf, type NewNotification, noteFault } from "@alongside/core/inbox";
import type { Call, Operation } from "./contract.ts";
import { badRequest, etagOf, Problem } from "./problem.ts";
import type { ApiRooms } from "./rooms.ts";
import { ref } from "./schemas.ts";
import { bodyFields, CONDITIONS } from "./state-operations.ts";

/** Puts notifications into inboxes. */
export function notifyOperation(rooms: ApiRooms): Operation {
  /** The inbox of the user that a path names. Throws `Problem`, and `Refused` where the server has no inboxes. */
  function inboxIn(call: Call): RoomId {
    const { user = "" } = call.params;
    const id = inboxOf(user);
    if (id === undefined)
      throw badRequest(`Nobody with the id ${JSON.stringify(user)} can have an inbox`, "user");
    const room = roomId(Inbox.name, id);
    return rooms.named({ ...call, params: { room } });
  }

  return {
    id: "notify",
    method: "POST",
    path: "/users/{user}/notifications",
    scope: "write",
    tag: "inboxes",
    summary: "Notify a user",
    description:
      "Puts a notification into a user's inbox: one item for each kind and subject, which is unseen again when it grows. With a `dedupeKey`, or an `Idempotency-Key`, it may be said again, and counts once.",
    parameters: CONDITIONS.filter(({ name }) => name === "Idempotency-Key"),
    takes: {
      "application/json": {
        schema: ref("Notification"),
        example: { kind: "task", subject: "task 7", title: "You have a task", link: "/tasks/7" },
      },
    },
    answers: {
      200: {
        description: "It is in the inbox, and on disk.",
        content: ["application/json", ref("Written")],
        tagged: true,
      },
    },
    refusals: [404, 413, 415, 422],
    async run(call) {
      const room = inboxIn(call);
      const note = bodyFields(call);
      const fault = noteFault(note);
      if (fault !== undefined) throw new Problem(422, "value.refused", fault);
      const args = note as unknown as NewNotification;
      const request = { mutation: { name: "notify", args: args as never } };
      const seq = await rooms.write(room, { ...call, params: { room } }, request);
      return { headers: { ETag: etagOf(seq) }, body: { seq } };
    },
  };
}
