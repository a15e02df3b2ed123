import type { Json } from "../../json.ts";
import type { Path } from "../../errors.ts";
import type { Frozen } from "../view-types.ts";
import type { In, Out, Schema } from "../standard-schema.ts";
import type { Node } from "../../model/node.ts";
import type { FeedAct } from "../../model/feed-op.ts";
import type { TextOp } from "../../text/text-op.ts";
import type { TextValue } from "../../text/text-value.ts";

/** Posts in the order in which the server took them: a chat, comments. `M` is the schema of a post's body. */
export interface Feed<out M extends Schema = Schema> {
  readonly "~kind": "feed";
  readonly "~node": (path: string) => FeedNode;
  readonly message: M;
}

/** Feeds by name. */
export interface Feeds {
  readonly [name: string]: Feed;
}

/** A feed, at run time. */
export interface FeedNode {
  /** A body as somebody else wrote it. Throws `Invalid`. */
  parse(body: unknown, path: Path): Json;
  /** A body as the app gave it, with what its schema fills in. Throws `Invalid`. */
  create(body: unknown, path: string): Json;
  /** The draft of the feed `name`. */
  draft(writer: FeedWriting, name: string): FeedDraft<unknown>;
}

/** The change that a feed's draft writes to. */
export interface FeedWriting {
  check(): void;
  /** The id of the next post, as for records. */
  nextId(): string;
  /** Writes an act, where it counts. Throws `Refused` where who decides does not let it. */
  act(name: string, id: string, act: FeedAct): void;
  /** The room as it is seen. */
  readonly replica: {
    node(id: string): Node | undefined;
    schemaOf(
      node: Node,
    ): { readonly fields: ReadonlyMap<string, { readonly kind: string }> } | undefined;
    text(node: Node, field: string): TextValue;
    /** Where there are `feeds`, what is written goes right to the log, and so over nothing that is not seen here. */
    readonly state: { readonly feeds: unknown };
  };
  push(key: string, op: TextOp): void;
}

/** What a thread is pinned to: a record by its id, any place that the app reads itself, or a stretch of a text. */
export type AnchorOption =
  | { readonly record: string }
  | { readonly point: Json }
  | { readonly text: RangeOption };

/** A stretch of a text, in UTF-16 code units: at least one. */
export interface RangeOption {
  /** The record that holds the text. @default The text is at the top of storage. */
  readonly id?: string;
  readonly field: string;
  readonly from: number;
  readonly to: number;
}

/** What a post may have beside its body. */
export interface PostOptions {
  /** The id of the post that it answers: it stands in the thread of that one. */
  readonly to?: string;
  /** The ids of the users whom it mentions: at most 50. */
  readonly mentions?: readonly string[];
  /** What the thread that it begins is pinned to. */
  readonly on?: AnchorOption;
}

/** A feed while a change is written: what is posted is in the log together with what the change writes to storage, or neither is. */
export interface FeedDraft<B> {
  /** Posts. Returns the id. Throws `Invalid` for a body that the schema refuses, and `post.too-big`. */
  post(body: B, options?: PostOptions): string;
  /** Gives a post another body. Its author may, and whom the server's rule lets. */
  edit(id: string, body: B, options?: Pick<PostOptions, "mentions">): void;
  /** Takes away what a post says; that there was one stays visible. Its author may, and whom the server's rule lets. */
  delete(id: string): void;
  /** Reacts with an emoji, 1 to 64 characters; `on: false` takes it back. */
  react(id: string, emoji: string, on?: boolean): void;
  pin(id: string, on?: boolean): void;
  /** Says that the thread of a post is done with, or open again with `on: false`. */
  resolve(id: string, on?: boolean): void;
}

/** Bodies as they are read. */
export type BodyOf<F> = F extends Feed<infer M> ? Frozen<Out<M>> : never;

/** The drafts of feeds. */
export type FeedDrafts<F> = {
  readonly [K in keyof F]: F[K] extends Feed<infer M> ? FeedDraft<Frozen<In<M>>> : never;
};
