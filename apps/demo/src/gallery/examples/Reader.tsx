import { Announcer } from "@alongside/react/ui";
import { useRef, useState } from "react";
import { useRoom } from "../room.ts";

export function Reader() {
  const { people, status } = useRoom();
  const reader = useRef<{ ask(): string; say(text: string): void }>(null);
  const [isOn, setIsOn] = useState(true);
  const [said, setSaid] = useState("");
  return (
    <>
      <Announcer ref={reader} people={people} status={status} isOn={isOn} />
      <label>
        <input type="checkbox" checked={isOn} onChange={() => setIsOn(!isOn)} />
        Say who comes and goes
      </label>
      <button type="button" onClick={() => setSaid(reader.current?.ask() ?? "")}>
        Who is here?
      </button>
      <p>{said}</p>
    </>
  );
}
