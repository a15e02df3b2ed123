import { SelectionLayer } from "@alongside/react/ui";
import { useRoom } from "../room.ts";

const CARDS = ["Harbour", "Ferry", "Quay", "Lighthouse"];

export function Selections() {
  const room = useRoom();
  return (
    <div className="cards">
      {CARDS.map((name, i) => (
        <button
          key={name}
          type="button"
          data-anchor={`card-${i}`}
          onClick={() => room.presence.set({ selection: [`card-${i}`] })}
        >
          {name}
        </button>
      ))}
      <SelectionLayer room={room} selection={({ selection }) => selection} />
    </div>
  );
}
