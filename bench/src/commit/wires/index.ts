import { alongside, alongsideField, alongsideText } from "./alongside.ts";
import { hocuspocus } from "./hocuspocus.ts";
import { liveblocks } from "./liveblocks.ts";
import { relay } from "./relay.ts";
import type { Wire } from "./wire.ts";
import { yWebsocket } from "./y-websocket.ts";
import { writeText, writeValue } from "./yjs-updates.ts";

export const WIRES = {
  alongside,
  hocuspocus: hocuspocus(writeValue),
  liveblocks,
  relay,
  "y-websocket": yWebsocket(writeValue),
  "alongside field": alongsideField,
  "alongside text": alongsideText,
  "hocuspocus text": hocuspocus(writeText),
  "y-websocket text": yWebsocket(writeText),
} satisfies {
  [name: string]: Wire;
};

export type WireName = keyof typeof WIRES;
