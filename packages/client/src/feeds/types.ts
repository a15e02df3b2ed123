import type { BodyOf, Json, PostOptions, RoomDefinition } from "@alongside/core";
import type { PostList } from "@alongside/core/engine";
import type { Changed } from "../room/types.ts";

/** Of one who did something: the user's id, and when, in ms of the server's time. */
export interface Done {
  readonly at: number;
  readonly by: string;
}

/** People who reacted alike, in the order in which they did. */
export interface Reaction {
  readonly emoji: string;
  /** The ids of the users. */
  readonly users: readonly string[];
  /** Whether this page's user is among them. */
  readonly isMine: boolean;
}

/** What a thread is pinned to: a record, a place that the app reads, or a stretch of a text. */
export type PostAnchor =
  | { readonly record: string }
  | { readonly point: Json }
  | { readonly text: AnchoredText };

/** A stretch of a text that a thread is pinned to. */
export interface AnchoredText {
  /** The record that holds the text; `root` for a text at the top of storage. */
  readonly id: string;
  readonly field: string;
  /** Its letters as the thread was begun, the first 500. */
  readonly words: string;
  /** Where it is now, in UTF-16 code units: both undefined where all its letters were deleted. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** A post as it is shown: the own acts that are not in the log yet are in it. Another object whenever something of it changes. */
export interface Post<B> {
  readonly id: string;
  /** `pending`: it is on its way; `refused`: the server did not take it. */
  readonly state: "sent" | "pending" | "refused";
  /** The entry that made it; undefined while that is not known. Posts are in this order. */
  readonly seq: number | undefined;
  /** When it was posted, in ms: the server's time, of one that is not sent this page's. */
  readonly at: number;
  /** The id of the user who wrote it. */
  readonly by: string;
  /** That user's name, as far as it is known here. */
  readonly name: string | undefined;
  /** Undefined once it was deleted. */
  readonly body: B | undefined;
  /** The post that it answers. */
  readonly to: string | undefined;
  readonly mentions: readonly string[];
  /** What the thread that it begins is pinned to. */
  readonly on: PostAnchor | undefined;
  /** When its body was last changed, in ms. */
  readonly edited: number | undefined;
  readonly deleted: Done | undefined;
  readonly reactions: readonly Reaction[];
  readonly pinned: Done | undefined;
  readonly resolved: Done | undefined;
  /** The posts that answer it: how many there are, when the last came, in ms, and who wrote last. */
  readonly replies: { readonly count: number; readonly at: number; readonly by: readonly string[] };
  /** Why it was refused, and what can be done about it. */
  readonly refusal:
    | {
        readonly code: string;
        readonly message: string;
        /** Sends it again. */
        retry(): void;
        /** Forgets it. */
        discard(): void;
      }
    | undefined;
}

/** What a feed shows by now. Another object whenever something of it changes. */
export interface FeedState<B> {
  /** `loading` until the first page is here; `failed` where it was refused: `why` says that. */
  readonly name: "loading" | "ready" | "failed";
  readonly why: { readonly code: string | undefined; readonly message: string } | undefined;
  /** Oldest first; what is not in the log yet stands at the end. */
  readonly posts: readonly Post<B>[];
  /** Whether there is more before the first one. */
  readonly hasEarlier: boolean;
  /** Whether earlier ones are being asked for. */
  readonly isBusy: boolean;
}

/** Posts of a feed, as they are here and as they come. */
export interface FeedView<B> {
  readonly get: () => FeedState<B>;
  /** Asks for the newest page with its first listener, and follows what is posted until the last has left. */
  readonly subscribe: (callback: () => void) => () => void;
  /** Asks for a page before those that are here; resolves when it is, or could not be had. */
  readonly earlier: () => Promise<void>;
}

/** A feed of a room. What is done is seen at once, goes through `room.update`, and throws as that does. */
export interface FeedHandle<B> extends FeedView<B> {
  /** Posts. `local` is the id. */
  readonly post: (body: B, options?: PostOptions) => Changed<string>;
  readonly edit: (id: string, body: B, options?: Pick<PostOptions, "mentions">) => Changed<void>;
  readonly delete: (id: string) => Changed<void>;
  readonly react: (id: string, emoji: string, on?: boolean) => Changed<void>;
  readonly pin: (id: string, on?: boolean) => Changed<void>;
  readonly resolve: (id: string, on?: boolean) => Changed<void>;
  /** The posts that answer one. The same view each time. */
  readonly thread: (id: string) => FeedView<B>;
  /** Posts that are pinned, or that begin threads. The same view each time. */
  readonly list: (only: PostList) => FeedView<B>;
  /** One post, as it is here; asked for where it is not. Undefined until then, and where there is none. */
  readonly find: (id: string) => Post<B> | undefined;
  /** How many posts of others came after an entry, counted up to 1,000. Rejects with `Refused`. */
  readonly unread: (after: number, thread?: string) => Promise<number>;
}

/** The names of a definition's feeds. */
export type FeedName<D extends RoomDefinition> = keyof D["feeds"] & string;

/** A feed of a definition, by its name. */
export type FeedOf<D extends RoomDefinition, F extends FeedName<D>> = FeedHandle<
  BodyOf<D["feeds"][F]>
>;
