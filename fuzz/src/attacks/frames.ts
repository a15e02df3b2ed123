import { type Attack, MIB } from "../attack.ts";
import { Found } from "../field.ts";
import type { Link } from "../link.ts";
import { deep, honestFrame, twisted } from "./values.ts";

/** Frames with strange values where others belong. Each costs at most its sender's connection. */
export const twistedFrames: Attack = {
  name: "twisted-frames",
  async run(field) {
    const { random } = field;
    const links: Link[] = [];
    for (let i = 0; i < 150; i++) {
      // oxlint-disable-next-line no-await-in-loop -- a fresh connection for the next
      if (links.at(-1)?.isOver !== false) links.push(await field.enter());
      const link = links.at(-1) as Link;
      link.raw(twisted(random, honestFrame(random, link.client, link.n + 1)));
      link.say({ type: "ping" });
      // oxlint-disable-next-line no-await-in-loop -- whether it lived through that
      await link.next(({ type }) => type === "pong" || type === "bye", 2000);
    }
    for (const link of links) {
      const own = link.frames.find(
        (frame) => frame.type === "bye" && frame.code === "store.failed",
      );
      if (own !== undefined) throw new Found(`A strange value made ${JSON.stringify(own)}`);
    }
  },
};

/** Types of which no frame is long. */
const SHORT_TYPES: ReadonlySet<string> = new Set(["ping", "leave", "join", "auth"]);

/** Frames of megabytes whose type allows a few bytes, and changes that are nothing but brackets. */
export const bombs: Attack = {
  name: "bombs",
  stillMs: 400,
  async run(field) {
    const { random } = field;
    const size = 2 * MIB - 1000;
    const filler = random.pick(["[],", "{},", "0,", '"",', '{"a":[]},']);
    const many = filler.repeat(Math.floor(size / filler.length)) + "0";
    const frame = random.pick([
      (type: string) => `{"type":"${type}","x":[${many}]}`,
      (type: string) => `{"x":[${many}],"type":"${type}"}`,
      (type: string) =>
        `{"type":"${type}","room":"arena:shared","n":1,"base":0,"ops":{"shapes":[${many}]}}`,
      (type: string) => `{"type":"${type}","room":"arena:shared","set":{"about":[${many}]}}`,
      (type: string) => `{"type":"${type}","room":"arena:shared","x":${deep(1_000_000)}}`,
    ]);
    const type = random.pick([
      "ping",
      "presence",
      "leave",
      "join",
      "event",
      "preview",
      "change",
      "auth",
      "nothing",
    ]);
    for (let i = 0; i < 8; i++) {
      // oxlint-disable-next-line no-await-in-loop -- each costs its connection
      const link = await field.enter();
      link.raw(frame(type));
      if (!SHORT_TYPES.has(type) || !frame(type).startsWith('{"type":"')) continue;
      // oxlint-disable-next-line no-await-in-loop -- as above
      const bye = await link.next(({ type: told }) => told === "bye");
      if (bye?.type !== "bye" || bye.code !== "message.too-big")
        throw new Found(`${size} bytes of type ${type} were read: ${JSON.stringify(bye)}`);
    }
  },
};
