import { Cursors, SelectionLayer } from "@alongside/react/ui";
import { useCallback, useState } from "react";
import { GROUND } from "../rooms/board.ts";
import { Header } from "./Header.tsx";
import { Refused } from "./Refused.tsx";
import { useMyPresence, useRejected, useRoom, useStorage } from "./room.ts";
import { Shape } from "./Shape.tsx";
import { Tools } from "./Tools.tsx";
import "./board.css";

export function App() {
  const room = useRoom();
  const shapes = useStorage((board) => board.shapes);
  const [, setMine] = useMyPresence({ selection: [] });
  const [selected, setSelected] = useState<string>();
  const select = useCallback(
    (id?: string) => {
      setSelected(id);
      setMine({ selection: id === undefined ? [] : [id] });
    },
    [setMine],
  );
  return (
    <>
      <Header title="my-app" room={room}>
        <Tools selected={shapes?.find(({ id }) => id === selected)} select={select} />
      </Header>
      <main>
        <div
          className="ground"
          style={{ width: GROUND.w, height: GROUND.h }}
          onPointerDown={({ target, currentTarget }) => target === currentTarget && select()}
        >
          {shapes?.map((shape) => (
            <Shape
              key={shape.id}
              shape={shape}
              isSelected={shape.id === selected}
              select={select}
            />
          ))}
          <SelectionLayer room={room} selection={({ selection }) => selection} />
          <Cursors
            room={room}
            place={({ cursor }) => cursor}
            share={(at) => room.presence.set({ cursor: at && { x: at.x, y: at.y } })}
          />
        </div>
        {shapes?.length === 0 && <p className="empty">An empty board. Add a note.</p>}
      </main>
      <Refused changes={useRejected()} />
    </>
  );
}
