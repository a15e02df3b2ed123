import type { Room } from "@alongside/client";
import type { FeedHandle, Post } from "@alongside/client/feeds";
import type { ShownUser } from "@alongside/ui";
import { createContext, useContext } from "react";
import type { Attachment, Bodies } from "./bodies.ts";
import type { ChatWords } from "./words.ts";

/** What the parts of a chat have in common. A body is whatever the app says. */
export interface ChatTools {
  readonly room: Room;
  /** Undefined on a server. */
  readonly feed: FeedHandle<unknown> | undefined;
  readonly name: string;
  readonly me: string | undefined;
  readonly words: ChatWords;
  readonly bodies: {
    readonly [K in keyof Bodies<unknown>]-?: NonNullable<Bodies<unknown>[K]>;
  };
  readonly emoji: readonly string[];
  readonly mayModerate: boolean;
  /** Somebody as far as they are known here. */
  readonly userOf: (id: string) => ShownUser | undefined;
  readonly people: readonly ShownUser[];
  readonly suggest: ((query: string) => Promise<readonly ShownUser[]>) | undefined;
  readonly onFiles: ((files: readonly File[]) => Promise<readonly Attachment[]>) | undefined;
  readonly openThread: ((id: string) => void) | undefined;
  /** What a thread is about, above its first post. */
  readonly aboutOf: ((post: Post<unknown>) => React.ReactNode) | undefined;
}

export const ChatContext = createContext<ChatTools | undefined>(undefined);

export function useChat(): ChatTools {
  const tools = useContext(ChatContext);
  if (tools === undefined) throw new TypeError("A part of a chat stands in a Chat or a Thread");
  return tools;
}

/** The name of somebody, as it is shown. */
export function nameIn({ userOf, words }: ChatTools, id: string, known?: string): string {
  return userOf(id)?.name ?? known ?? words.somebody;
}
