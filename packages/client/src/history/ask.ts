import { Refused, type RoomDefinition } from "@alongside/core";
import { type About, type Answer, encodeQuestion, readAnswer } from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { withResolvers } from "../with-resolvers.ts";

type Read = ReturnType<typeof readAnswer>;

/** What an answer to a question says. */
export type Found<A extends About> = Extract<Read, { readonly of: A["of"] }>;

/** Of a connection: the question that was asked last, as one is asked at a time, and its number. */
interface Line {
  last: Promise<unknown>;
  count: number;
}

const lines = new WeakMap<object, Line>();

/**
 * Asks the server about the past of a room, after what was asked before over its connection. Rejects with `Refused`: what the server
 * says, and `link.lost` where the page is not in the room, or leaves it before the answer is here.
 */
export async function ask<D extends RoomDefinition, A extends About>(
  session: RoomSession<D>,
  about: A,
): Promise<Found<A>> {
  await session.ready;
  const { connection } = session.host;
  const line = lines.get(connection) ?? { last: Promise.resolve(), count: 0 };
  lines.set(connection, line);
  const answer = line.last.then(() => askNow(session, about, ++line.count));
  line.last = answer.catch(() => undefined);
  const read = readAnswer((await answer).parts);
  if (read.of === "refusal") throw new Refused(read.code, read.message);
  return read as Found<A>;
}

async function askNow<D extends RoomDefinition>(
  session: RoomSession<D>,
  about: About,
  id: number,
): Promise<Answer> {
  const { copy, host } = session;
  const { seat } = copy;
  const { promise, resolve, reject } = withResolvers<Answer>();
  const look = (): void => {
    if (!copy.isIn || copy.seat !== seat)
      reject(new Refused("link.lost", `${copy.name} is not connected, so its past cannot be read`));
  };
  const stop = session.told.cell.subscribe(look);
  session.onAnswer = (answer) => {
    if (answer.id === id) resolve(answer);
  };
  try {
    look();
    if (copy.isIn) {
      // It would end the connection.
      const isFeed = about.of === "posts" || about.of === "unread";
      if (!host.features.includes(isFeed ? "feeds" : "past"))
        throw new Refused("history.unsupported", "The server cannot be asked this: it is too old");
      host.send(encodeQuestion({ seat, id, about }));
    }
    return await promise;
  } finally {
    session.onAnswer = undefined;
    stop();
  }
}
