import { emptyInbox, type InboxHandle, type InboxState, openInbox } from "@alongside/client/inbox";
import { useContext, useMemo } from "react";
import { ClientContext } from "../client-provider.ts";
import { defaultClient } from "../default-client.ts";
import { isServer } from "../is-server.ts";
import { useReadable } from "../use-readable.ts";

/** What is in the user's inbox, and what can be done with it. */
export interface NotificationTools extends InboxState {
  /** Marks, puts off and mutes: the same object every time. */
  readonly inbox: Omit<InboxHandle, "get" | "subscribe" | "close">;
}

const nothing = (): undefined => undefined;

/** Where there is no page: while rendering on a server. */
const NOWHERE: InboxHandle = {
  get: () => emptyInbox,
  subscribe: () => () => {},
  seen: nothing,
  read: nothing,
  unread: nothing,
  archive: nothing,
  unarchive: nothing,
  markAll: nothing,
  snooze: nothing,
  mute: nothing,
  level: nothing,
  quiet: nothing,
  pushTo: nothing,
  endPush: nothing,
  look: nothing,
  lookedAt: nothing,
  close: nothing,
};

/** The inbox of the user of the nearest `ClientProvider`, as it becomes. */
export function useNotifications(): NotificationTools {
  const inbox = useInbox();
  const state = useReadable(inbox, emptyInbox);
  return useMemo(() => ({ ...state, inbox }), [state, inbox]);
}

/** The handle of that inbox: the same object every time. */
export function useInbox(): InboxHandle {
  const given = useContext(ClientContext);
  return isServer() ? NOWHERE : openInbox(given ?? defaultClient());
}
