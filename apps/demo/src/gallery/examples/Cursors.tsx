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
          // The room's places are hundredths, a container's are parts of one.
          place={({ cursor }) => cursor && { x: cursor.x / 100, y: cursor.y / 100 }}
          share={(at) => room.presence.set({ cursor: at && { x: at.x * 100, y: at.y * 100 } })}
          isTyping={({ typing }) => typing !== undefined && typing !== null}
        />
      </div>
    </div>
  );
}
