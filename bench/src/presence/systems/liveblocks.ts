import type { System } from "./system.ts";

const PRESENCE = 100;
const ROOM_STATE = 104;

interface Message {
  readonly type: number;
  readonly data?: { readonly cursor?: { readonly x: number; readonly y: number } };
}

/** Presence as Liveblocks' Apache-licensed client says it to its development server. */
export const liveblocks: System = {
  path: "/v8?roomId=plane&pubkey=pk_localdev&version=3.24.2",
  enter: (send) => send('[{"type":200}]'),
  isIn: (frame) => frame.includes(`"type":${ROOM_STATE}`),
  move: (x, y) => JSON.stringify([{ type: PRESENCE, data: { cursor: { x, y } } }]),
  reader: (hear) => (frame) => {
    const said = JSON.parse(frame.toString()) as Message | readonly Message[];
    for (const { type, data } of [said].flat() as readonly Message[])
      if (type === PRESENCE && data?.cursor) hear(data.cursor.x, data.cursor.y);
  },
};
