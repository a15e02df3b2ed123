import type { Attack } from "../attack.ts";
import { Found } from "../field.ts";
import type { Link } from "../link.ts";

/** Rooms of one connection. */
const ALLOWED = 100;

/** How a join came out: "joined", or the code of its refusal. */
async function joined(link: Link, room: string): Promise<string> {
  link.say({ type: "join", room, version: 1, ended: 0 });
  let how = "nothing";
  await link.next((frame) => {
    if (frame.type === "bye") how = `bye ${frame.code}`;
    else if (frame.type === "joined" && frame.room === room) how = "joined";
    else if (frame.type === "closed" && frame.room === room) how = frame.code;
    return how !== "nothing";
  });
  return how;
}

/** More rooms than one connection may join, which are refused alone, and let in once others were left. */
export const tooManyRooms: Attack = {
  name: "too-many-rooms",
  async run(field) {
    const { random } = field;
    const name = random.id();
    const link = await field.greet(undefined, "websocket");
    const room = (i: number): string => `arena:${name}-${i}`;
    const more = random.between(1, 20);
    for (let i = 0; i < ALLOWED + more; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const how = await joined(link, room(i));
      if (how !== (i < ALLOWED ? "joined" : "limit.rooms"))
        throw new Found(`Room ${i + 1} of a connection: ${how}`);
    }
    link.say({ type: "leave", room: room(random.between(0, ALLOWED - 1)) });
    const again = await joined(link, room(ALLOWED));
    if (again !== "joined") throw new Found(`A room too many, once another was left: ${again}`);
  },
};
