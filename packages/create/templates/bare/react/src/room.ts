import { createHooks } from "@alongside/react";
import { Votes } from "../rooms/votes.ts";

export const { RoomProvider, useCollaboration, useRejected, useRoom } = createHooks(Votes);
