import type { Operation } from "./contract.ts";
import { badRequest, Problem } from "./problem.ts";
import type { ApiRooms } from "./rooms.ts";
import { ref } from "./schemas.ts";
import { bodyFields } from "./state-operations.ts";

/** Characters that a person who is asked out is told, and ids that an event may be for. */
const MOST_WORDS = 200;
const MOST_RECEIVERS = 100;

/** Who is in a room. */
export function liveOperations(rooms: ApiRooms): readonly Operation[] {
  return [
    {
      id: "listPeople",
      method: "GET",
      path: "/rooms/{room}/people",
      scope: "read",
      tag: "live",
      summary: "List the people of a room",
      description: "Who is in the room now, each page of theirs, and what they show.",
      answers: { 200: { description: "People.", content: ["application/json", ref("People")] } },
      refusals: [404],
      async run(call) {
        const room = rooms.named(call);
        await rooms.head(room);
        return { body: { people: await rooms.all.get(room).people() } };
      },
    },
    {
      id: "kickPerson",
      method: "POST",
      path: "/rooms/{room}/kick",
      scope: "admin",
      tag: "live",
      summary: "Ask somebody out of a room",
      description:
        "Ends what a user has open of the room, with `room.kicked`. They may come back unless the room's rules say no.",
      takes: {
        "application/json": {
          schema: {
            type: "object",
            properties: {
              user: { type: "string" },
              message: { type: "string", maxLength: MOST_WORDS },
            },
            required: ["user"],
          },
          example: { user: "ann", message: "The workshop is over" },
        },
      },
      answers: { 200: { description: "Done.", content: ["application/json", ref("Reached")] } },
      refusals: [404, 413, 415],
      async run(call) {
        const room = rooms.named(call);
        const { user, message } = bodyFields(call);
        if (typeof user !== "string") throw badRequest("user takes an id", "user");
        if (message !== undefined && (typeof message !== "string" || message.length > MOST_WORDS))
          throw badRequest(`message takes a text of ${MOST_WORDS} characters at most`, "message");
        await rooms.head(room);
        return { body: { pages: await rooms.all.get(room).kick(user, message) } };
      },
    },
    {
      id: "broadcast",
      method: "POST",
      path: "/rooms/{room}/broadcast",
      scope: "write",
      tag: "live",
      summary: "Send an event",
      description:
        "Sends one of the definition's events to the pages in the room, or to those of some users. It is not kept.",
      takes: {
        "application/json": {
          schema: {
            type: "object",
            properties: {
              event: { type: "string" },
              body: {},
              to: { type: "array", items: { type: "string" }, maxItems: MOST_RECEIVERS },
            },
            required: ["event", "body"],
          },
          example: { event: "confetti", body: { n: 3 } },
        },
      },
      answers: { 200: { description: "Sent.", content: ["application/json", ref("Reached")] } },
      refusals: [404, 413, 415, 422],
      async run(call) {
        const room = rooms.named(call);
        const { event, body, to } = bodyFields(call);
        if (typeof event !== "string") throw badRequest("event takes a name", "event");
        if (!Object.hasOwn(rooms.definitionOf(room).events, event))
          throw new Problem(404, "event.unknown", `There is no event ${event}`);
        if (body === undefined) throw badRequest("body is what the event says", "body");
        if (to !== undefined && !isIds(to))
          throw badRequest(`to takes a list of ${MOST_RECEIVERS} ids at most`, "to");
        await rooms.head(room);
        const options = to === undefined ? {} : { to };
        const pages = await rooms.all.get(room).broadcast(event, body, options);
        return { body: { pages } };
      },
    },
  ];
}

function isIds(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= MOST_RECEIVERS &&
    value.every((one) => typeof one === "string")
  );
}
