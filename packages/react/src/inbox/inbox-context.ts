import type { Notification } from "@alongside/client/inbox";
import type { InboxChannel } from "@alongside/core/inbox";
import type { ShownUser } from "@alongside/ui";
import { createContext, useContext } from "react";
import type { NotificationTools } from "./use-notifications.ts";
import type { InboxWords } from "./words.ts";

/** What an app says of what is in an inbox. */
export interface InboxProps {
  /**
   * Goes to what an item is about, by its `link` or `place`. Without it, links lead where they lead. It is called for what was clicked
   * without a key held: who opens another tab has it from the browser.
   */
  readonly onOpen?: ((item: Notification) => void) | undefined;
  /** Who somebody is, by their id: for the face, and for "Ann mentioned you". */
  readonly userOf?: ((id: string) => ShownUser | undefined) | undefined;
  /** Where an item is from, as people call it: "Roadmap". */
  readonly aboutOf?: ((item: Notification) => string | undefined) | undefined;
  /**
   * Where the server tells its users of things, for the settings. @default `inbox`, and in a bell with alerts `push`; `email` is for an app
   * whose server sends mails.
   */
  readonly channels?: readonly InboxChannel[] | undefined;
  readonly words?: Partial<InboxWords> | undefined;
}

/** What the parts of a panel have in common. */
export interface PanelTools
  extends Pick<InboxProps, "userOf" | "aboutOf" | "onOpen">, NotificationTools {
  readonly words: InboxWords;
  readonly now: Date;
  readonly channels: readonly InboxChannel[];
  /** Something was done that can be taken back. */
  readonly done: (said: string, undo: () => void) => void;
  /** Goes to what an item is about. */
  readonly open: (item: Notification) => void;
}

export const PanelContext = createContext<PanelTools | undefined>(undefined);

export function usePanel(): PanelTools {
  const tools = useContext(PanelContext);
  if (tools === undefined) throw new TypeError("A part of an inbox stands in an Inbox or a Bell");
  return tools;
}

/** What an item says, with the names of who caused it. */
export function titleIn(
  { words, userOf }: Pick<PanelTools, "words" | "userOf">,
  item: Notification,
): string {
  const ids = new Set(item.activities.toReversed().map(({ by }) => by ?? ""));
  const names = Array.from(ids, (id) => userOf?.(id)?.name ?? "");
  return words.titleOf(item, names.filter(Boolean));
}
