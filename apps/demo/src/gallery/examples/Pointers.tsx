import { Cursors } from "@alongside/react/ui";
import { containerArea } from "@alongside/ui";
import { useRoom } from "../room.ts";

export function Pointers() {
  const room = useRoom();
  return (
    <div className="ground" role="img" aria-label="A ground that people point at">
      <Cursors
        room={room}
        area={containerArea}
        place={({ cursor }) => cursor}
        isTyping={({ typing }) => typing === "reply"}
        share={(cursor) => room.presence.set({ cursor })}
      />
    </div>
  );
}
