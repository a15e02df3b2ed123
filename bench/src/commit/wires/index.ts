import { alongside } from "./alongside.ts";
import { hocuspocus } from "./hocuspocus.ts";
import { liveblocks } from "./liveblocks.ts";
import { relay } from "./relay.ts";
import type { Wire } from "./wire.ts";
import { yWebsocket } from "./y-websocket.ts";

export const WIRES = {
  alongside,
  hocuspocus,
  liveblocks,
  relay,
  "y-websocket": yWebsocket,
} satisfies {
  [name: string]: Wire;
};

export type WireName = keyof typeof WIRES;
