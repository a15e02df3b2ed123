import { Cursors as CursorLayer } from "@alongside/react/ui";
import { containerArea } from "@alongside/ui";
import { useRoom } from "../room.ts";

export function Cursors() {
  const room = useRoom();
  return (
    <div className="plane" tabIndex={0} role="region" aria-label="A plane that scrolls">
      <div>
        <CursorLayer
          room={room}
          area={containerArea}
          place={({ cursor }) => cursor}
          share={(cursor) => room.presence.set({ cursor })}
          isTyping={({ typing }) => typing !== undefined && typing !== null}
        />
      </div>
    </div>
  );
}
