import type { Room } from "@alongside/client";
import { type Context, createContext } from "react";

/** The room of the nearest `RoomProvider`, of whatever definition: for hooks that need nothing of it. */
export const NearestRoom: Context<Room | undefined> = createContext<Room | undefined>(undefined);
