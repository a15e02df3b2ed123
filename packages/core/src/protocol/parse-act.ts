import type { FeedAct } from "../model/feed-op.ts";
import { actFault } from "../schema/feed/act-fault.ts";
import { asArray, asFlag, asJson, asObject, asTuple, BadMessage, describe } from "./shape.ts";

/** How many parts an act has at least and at most. */
const PARTS: { readonly [T in FeedAct[0]]: readonly [number, number] } = {
  post: [2, 3],
  edit: [2, 3],
  delete: [1, 1],
  react: [3, 3],
  pin: [2, 2],
  resolve: [2, 2],
};

const MORE = new Set(["to", "mentions", "on"]);

/** An act as a stranger sent it. Whether it fits the feed is for the room to say. */
export function parseAct(value: unknown): FeedAct {
  const act = asArray(value, "op.act", 3);
  const [tag] = act;
  if (typeof tag !== "string" || !Object.hasOwn(PARTS, tag))
    throw new BadMessage(`Unknown act ${describe(tag)}`);
  const [least, most] = PARTS[tag as FeedAct[0]];
  asTuple(act, `op ${tag}`, least, most);
  if (tag === "post" || tag === "edit") asJson(act[1], "op.body");
  if (tag === "react") asFlag(act[2], "op.on");
  if (tag === "pin" || tag === "resolve") asFlag(act[1], "op.on");
  if (tag === "post" && act.length === 3)
    for (const name of Object.keys(asObject(act[2], "op.more")))
      if (!MORE.has(name)) throw new BadMessage(`op.more has an unknown field ${describe(name)}`);
  if (tag === "edit" && act.length === 3) asArray(act[2], "op.mentions", Infinity);
  const parsed = act as FeedAct;
  const fault = actFault(parsed);
  if (fault !== undefined) throw new BadMessage(`op.${tag}: ${fault}`);
  return parsed;
}
