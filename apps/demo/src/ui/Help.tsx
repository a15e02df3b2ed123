import { icons } from "./icons.tsx";

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ["V  H", "select, move the view"],
  ["R  O  A", "rectangle, ellipse, arrow"],
  ["P  N", "draw, note"],
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
  ["Esc", "cancel"],
];

/** The keys, in a popover of the browser's own. */
export function Help() {
  return (
    <>
      <button
        type="button"
        className="help-button icon-button panel"
        popoverTarget="keys"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts"
      >
        {icons.keyboard}
      </button>
      <div id="keys" popover="auto" className="help panel">
        <h2>Keyboard and mouse</h2>
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
      </div>
    </>
  );
}
