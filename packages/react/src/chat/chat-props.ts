import type { Room } from "@alongside/client";
import { type FeedHandle, type FeedName, feedOf, type Post } from "@alongside/client/feeds";
import type { BodyOf, RoomDefinition } from "@alongside/core";
import type { ShownUser } from "@alongside/ui";
import { type ReactNode, useMemo } from "react";
import { isNowhere, NOWHERE } from "../room-nowhere.ts";
import { useReadable } from "../use-readable.ts";
import { type Attachment, type BodyProps, usualBodies } from "./bodies.ts";
import type { ChatTools } from "./chat-context.ts";
import { type ChatWords, chatWords } from "./words.ts";

/** What every part of a chat is given. */
export interface ChatOptions<D extends RoomDefinition, F extends FeedName<D>> {
  readonly room: Room<D>;
  /** The name of a feed of the room's definition. */
  readonly name: F;
  /** The reactions that are offered. Others that people gave are shown as well. */
  readonly emoji?: readonly string[] | undefined;
  /** Whether posts of others can be deleted here, where the server's rule `may` lets that be. @default false */
  readonly mayModerate?: boolean | undefined;
  /** Somebody who is not here now, by their id: for their colour, and the names of those mentioned. */
  readonly userOf?: ((id: string) => ShownUser | undefined) | undefined;
  /** People to mention beside those in the room, for what was typed behind the "@". What it rejects with suggests nobody. */
  readonly suggest?: ((query: string) => Promise<readonly ShownUser[]>) | undefined;
  /** Keeps files that were pasted, dropped or chosen. Without it there are none. What it rejects with is shown. */
  readonly onFiles?: ((files: readonly File[]) => Promise<readonly Attachment[]>) | undefined;
  /** What a thread is about, shown above its first post: the thing that it is pinned to, say. */
  readonly aboutOf?: ((post: Post<BodyOf<D["feeds"][F]>>) => ReactNode) | undefined;
  readonly words?: Partial<ChatWords> | undefined;
}

/** Options of a part, and how bodies are made, where those are not `{ text, files? }`. */
export type ChatProps<D extends RoomDefinition, F extends FeedName<D>> = ChatOptions<D, F> &
  BodyProps<BodyOf<D["feeds"][F]>>;

const EMOJI = ["👍", "❤️", "😂", "🎉", "👀", "✅"];

/** What the parts have in common, of the options that one of them was given. */
export function useChatTools<D extends RoomDefinition, F extends FeedName<D>>(
  props: ChatProps<D, F>,
  openThread?: (id: string) => void,
): ChatTools {
  const { room, name, suggest, onFiles, aboutOf, userOf } = props;
  const { emoji = EMOJI, mayModerate = false } = props;
  const { toBody, textOf, filesOf } = props as Partial<typeof usualBodies>;
  const self = useReadable(room.self, undefined);
  const here = useReadable(room.people, NOWHERE.people.get());
  const words = useMemo(() => ({ ...chatWords, ...props.words }), [props.words]);
  const people = useMemo(() => here.map(({ user }) => user), [here]);
  const who = useMemo(() => {
    const known = new Map(people.map((user) => [user.id, user]));
    return (id: string) => known.get(id) ?? userOf?.(id);
  }, [people, userOf]);
  return useMemo(
    () => ({
      room: room as unknown as ChatTools["room"],
      feed: isNowhere(room) ? undefined : (feedOf(room, name) as FeedHandle<unknown>),
      name,
      me: self?.id,
      words,
      bodies: {
        toBody: toBody ?? usualBodies.toBody,
        textOf: textOf ?? usualBodies.textOf,
        filesOf: filesOf ?? usualBodies.filesOf,
      },
      emoji,
      mayModerate,
      people: people.filter(({ id }) => id !== self?.id),
      userOf: who,
      suggest,
      onFiles,
      openThread,
      aboutOf: aboutOf as ChatTools["aboutOf"],
    }),
    [
      room,
      name,
      self?.id,
      people,
      who,
      words,
      toBody,
      textOf,
      filesOf,
      emoji,
      mayModerate,
      suggest,
      onFiles,
      openThread,
      aboutOf,
    ],
  );
}
