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

/** Tags of messages of which no frame is long. */
const SHORT_TAGS: ReadonlySet<string> = new Set(["i", "l", "j", "a"]);

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
      (tag: string) => `["${tag}",[${many}]]`,
      (tag: string) => `[[${many}],"${tag}"]`,
      (tag: string) => `["${tag}",1,1,0,["shapes",[${many}]]]`,
      (tag: string) => `["${tag}",1,{"about":[${many}]}]`,
      (tag: string) => `["${tag}",1,${deep(1_000_000)}]`,
    ]);
    const tag = random.pick(["i", "p", "l", "j", "e", "g", "c", "m", "u", "x", "a", "z"]);
    for (let i = 0; i < 8; i++) {
      // oxlint-disable-next-line no-await-in-loop -- each costs its connection
      const link = await field.enter();
      link.raw(frame(tag));
      if (!SHORT_TAGS.has(tag) || !frame(tag).startsWith('["')) continue;
      // oxlint-disable-next-line no-await-in-loop -- as above
      const bye = await link.next(({ type }) => type === "bye");
      if (bye?.type !== "bye" || bye.code !== "message.too-big")
        throw new Found(`${size} bytes with the tag ${tag} were read: ${JSON.stringify(bye)}`);
    }
  },
};
