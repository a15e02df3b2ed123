import type { Room } from "@alongside/client";
import type { RoomDefinition } from "@alongside/core";
import { useContext, useEffect, useMemo, useReducer } from "react";
import { ClientContext } from "./client-provider.ts";
import { defaultClient } from "./default-client.ts";
import { isServer } from "./is-server.ts";
import { joinedRoom } from "./joined-rooms.ts";
import { roomNowhere } from "./room-nowhere.ts";

/** The room `id`, joined while the component is shown; undefined without an id. */
export function useJoinedRoom<D extends RoomDefinition>(
  definition: D,
  id: string | undefined,
): Room<D> | undefined {
  const client = useContext(ClientContext);
  const onServer = isServer();
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const joined =
    id === undefined || onServer
      ? undefined
      : joinedRoom(client ?? defaultClient(), definition, id);

  useEffect(() => {
    if (!joined) return undefined;
    if (!joined.isLeft) return joined.retain();
    // Hidden for a while, and left meanwhile: the next render joins again.
    renderAgain();
    return undefined;
  }, [joined]);

  const nowhere = useMemo(
    () => (id !== undefined && onServer ? roomNowhere(definition, id) : undefined),
    [definition, id, onServer],
  );
  return joined?.room ?? nowhere;
}
