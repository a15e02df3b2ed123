import { useEffect, useRef } from "react";
import type { Editor } from "../board/editor.ts";
import { useCell } from "../lib/use-cell.ts";
import { GALLERY } from "../page/address.ts";
import { icons } from "../ui/icons.tsx";

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ["V  H", "select, move the view"],
  ["R  O  A", "rectangle, ellipse, arrow"],
  ["P  N", "draw, note"],
  ["Tab", "select the next shape"],
  ["Enter", "write text, or place a shape"],
  ["Shift", "square, straight, add to selection"],
  ["Delete", "delete"],
  ["Ctrl D", "duplicate"],
  ["Ctrl Z  Ctrl Y", "undo, redo"],
  ["]  [", "to front, to back"],
  ["L", "lock or unlock"],
  ["Arrows", "nudge, or move the view"],
  ["Wheel, Space", "move the view"],
  ["Ctrl wheel", "zoom at the pointer"],
  ["+  −  0  1", "zoom, 100 %, show everything"],
  ["Two fingers", "move the view, zoom"],
  ["Esc", "cancel"],
  ["?", "show or hide this"],
];

/** The keys, in a popover of the browser's own. */
export function Help({ editor }: { readonly editor: Editor }) {
  const isOpen = useCell(editor.help);
  const popover = useRef<HTMLDivElement>(null);
  useEffect(() => {
    popover.current?.togglePopover(isOpen);
  }, [isOpen]);
  return (
    <>
      <button
        type="button"
        className="help-button icon-button panel"
        popoverTarget="keys"
        aria-label="Keyboard shortcuts"
        aria-keyshortcuts="?"
        title="Keyboard shortcuts (?)"
      >
        {icons.keyboard}
      </button>
      <div
        ref={popover}
        id="keys"
        popover="auto"
        className="help panel"
        onToggle={(event) => editor.help.set(event.newState === "open")}
      >
        <h2>Keys, mouse and fingers</h2>
        <dl>
          {KEYS.map(([keys, meaning]) => (
            <div key={keys}>
              <dt>
                {keys.split("  ").map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p>
          <a href={`/${GALLERY}`}>The parts that show people to one another</a>
        </p>
      </div>
    </>
  );
}
