import { useEffect, useRef } from "react";
import { openEditor } from "./editor.ts";
import { useRoom } from "./room.ts";

/** The paper that everybody writes on. */
export function Sheet() {
  const room = useRoom();
  const paper = useRef<HTMLDivElement>(null);
  useEffect(() => (paper.current ? openEditor(paper.current, room) : undefined), [room]);
  return <div ref={paper} className="sheet" />;
}
