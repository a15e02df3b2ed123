import type Quill from "quill/core.js";
import { icons } from "../ui/icons.tsx";
import { StuckHint } from "../collaboration/StuckHint.tsx";
import { formatIcons } from "./format-icons.tsx";
import { clearFormats, isOn, LETTERS, LINES, setHeading, toggle } from "./formatting.ts";
import type { Format } from "./formatting.ts";
import { useFormats } from "./use-formats.ts";
import type { Formats } from "./use-formats.ts";
import { type History, useHistory } from "./use-history.ts";

const HEADINGS = ["Text", "Title", "Heading", "Subheading"] as const;

interface FormatBarProps {
  readonly quill: Quill;
  /** Asks where what is selected, or the link at the caret, should lead. */
  readonly onLink: () => void;
}

/** Everything that can be done with the selected text. */
export function FormatBar({ quill, onLink }: FormatBarProps) {
  const formats = useFormats(quill);
  const history = useHistory(quill);
  return (
    <>
      <StuckHint stuck={history.stuck} goesOn={history.canUndo || history.canRedo} />
      <div
        className="toolbar format-bar panel"
        role="toolbar"
        aria-label="Formats"
        // The selection stays where it is while buttons are pressed.
        onMouseDown={(event) => {
          if (!(event.target instanceof HTMLSelectElement)) event.preventDefault();
        }}
      >
        <HistoryButtons quill={quill} history={history} />
        <div className="group heading-select">
          <select
            aria-label="Kind of line"
            value={headingLevel(formats)}
            onChange={(event) => setHeading(quill, Number(event.target.value))}
          >
            {HEADINGS.map((name, level) => (
              <option key={name} value={level}>
                {name}
              </option>
            ))}
          </select>
          {icons.chevron}
        </div>
        <div className="group">
          <FormatButtons quill={quill} formats={formats} all={LETTERS} />
          <button
            type="button"
            className="tool"
            aria-label="Link"
            aria-pressed={"link" in formats}
            aria-keyshortcuts="Control+K"
            title="Link (Ctrl+K)"
            onClick={onLink}
          >
            {formatIcons.link}
          </button>
        </div>
        <div className="group">
          <FormatButtons quill={quill} formats={formats} all={LINES} />
        </div>
        <div className="group">
          <button
            type="button"
            className="tool"
            aria-label="Clear formats"
            title="Clear formats"
            onClick={() => clearFormats(quill)}
          >
            {formatIcons.clear}
          </button>
        </div>
      </div>
    </>
  );
}

interface HistoryButtonsProps {
  readonly quill: Quill;
  readonly history: History;
}

function HistoryButtons({ quill, history: { canUndo, canRedo } }: HistoryButtonsProps) {
  const steps = [
    { icon: "undo", label: "Undo", keys: "Ctrl+Z", can: canUndo },
    { icon: "redo", label: "Redo", keys: "Ctrl+Shift+Z", can: canRedo },
  ] as const;
  return (
    <div className="group">
      {steps.map(({ icon, label, keys, can }) => (
        <button
          key={icon}
          type="button"
          className="tool"
          aria-label={label}
          aria-keyshortcuts={keys.replace("Ctrl", "Control")}
          title={`${label} (${keys})`}
          disabled={!can}
          onClick={() => quill.history[icon]()}
        >
          {formatIcons[icon]}
        </button>
      ))}
    </div>
  );
}

function headingLevel({ header }: Formats): number {
  return typeof header === "number" ? Math.min(header, HEADINGS.length - 1) : 0;
}

interface FormatButtonsProps {
  readonly quill: Quill;
  readonly formats: Formats;
  readonly all: { readonly [icon in keyof typeof formatIcons]?: Format };
}

function FormatButtons({ quill, formats, all }: FormatButtonsProps) {
  return Object.entries(all).map(([icon, format]) => (
    <button
      key={icon}
      type="button"
      className="tool"
      aria-label={format.label}
      aria-pressed={isOn(format, formats)}
      aria-keyshortcuts={format.keys?.replace("Ctrl", "Control")}
      title={format.keys ? `${format.label} (${format.keys})` : format.label}
      onClick={() => toggle(quill, format)}
    >
      {formatIcons[icon as keyof typeof formatIcons]}
    </button>
  ));
}
