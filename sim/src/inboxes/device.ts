import type { Inbox } from "@alongside/core/inbox";
import type { Room } from "@alongside/client";
import type { InboxHandle } from "../../../packages/client/src/inbox/index.ts";
import type { TestPage } from "../../../packages/client/test/support/in-memory-server.ts";
import type { Shown } from "./shown.ts";
import type { Talk } from "./talk.ts";

/** A page of somebody's. */
export interface Device {
  readonly name: string;
  page: TestPage<typeof Talk>;
  inbox: InboxHandle;
  /** The room of the inbox. */
  own: Room<typeof Inbox>;
  talks: readonly Room<typeof Talk>[];
  shown: Shown;
}
