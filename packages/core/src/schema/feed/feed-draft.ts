import { inWords } from "#words";
import { Invalid } from "../../errors.ts";
import { misused } from "../../mistake.ts";
import type { FeedDraft, FeedNode, FeedWriting, PostOptions } from "./types.ts";
import { actFault } from "./act-fault.ts";
import { rangeAnchor } from "./range-anchor.ts";
import type { FeedAct, PostMore } from "../../model/feed-op.ts";

/** The draft of a feed. Whether an act counts is for who decides to say. */
export function feedDraft(writer: FeedWriting, name: string, node: FeedNode): FeedDraft<unknown> {
  const act = (id: string, made: FeedAct): void => {
    if (typeof id !== "string" || id === "" || id.length > 256)
      throw misused(
        "feed",
        inWords(() => `${name}: a post is named by its id`),
        id,
      );
    const fault = actFault(made);
    if (fault !== undefined) throw new Invalid(`feeds.${name}`, fault);
    writer.act(name, id, made);
  };
  return {
    post(body, options = {}) {
      writer.check();
      const made = node.create(body, `feeds.${name}`);
      const id = writer.nextId();
      const more = given(options);
      if (more !== undefined && options.on !== undefined && "text" in options.on)
        more.on = { text: rangeAnchor(writer, `feeds.${name}`, id, options.on.text) };
      act(id, more === undefined ? ["post", made] : ["post", made, more]);
      return id;
    },
    edit(id, body, { mentions } = {}) {
      writer.check();
      const made = node.create(body, `feeds.${name}`);
      act(id, mentions === undefined ? ["edit", made] : ["edit", made, [...mentions]]);
    },
    delete: (id) => act(id, ["delete"]),
    react: (id, emoji, on = true) => act(id, ["react", emoji, on ? 1 : 0]),
    pin: (id, on = true) => act(id, ["pin", on ? 1 : 0]),
    resolve: (id, on = true) => act(id, ["resolve", on ? 1 : 0]),
  };
}

type Given = { -readonly [K in keyof PostMore]: PostMore[K] };

function given({ to, mentions, on }: PostOptions): Given | undefined {
  if (to === undefined && mentions === undefined && on === undefined) return undefined;
  return {
    ...(to !== undefined && { to }),
    ...(mentions !== undefined && { mentions: [...mentions] }),
    ...(on !== undefined && { on: on as NonNullable<Given["on"]> }),
  };
}
