/** Rules for each class, as CodeMirror's themes take them. */
type Rules = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * How the others' carets look. An app changes it by rules of its own for these classes, or by the variables; the person's colour is
 * `--alongside-color`.
 */
export const caretRules: Rules = {
  ".alongside-carets": { pointerEvents: "none" },
  ".alongside-caret": {
    position: "absolute",
    width: "0",
    marginLeft: "-1px",
    borderLeft: "var(--alongside-caret-width, 2px) solid var(--alongside-color)",
  },
  ".alongside-selection": {
    position: "absolute",
    backgroundColor: "var(--alongside-color)",
    opacity: "var(--alongside-selection-opacity, 0.22)",
  },
  ".alongside-flag": {
    position: "absolute",
    left: "-2px",
    bottom: "100%",
    padding: "1px 5px",
    borderRadius: "4px 4px 4px 0",
    backgroundColor: "var(--alongside-color)",
    color: "var(--alongside-flag-color, #fff)",
    font: "var(--alongside-flag-font, 600 11px/1.4 system-ui, sans-serif)",
    whiteSpace: "nowrap",
    opacity: "1",
    transition: "opacity var(--alongside-fade, 300ms)",
  },
  ".alongside-below > .alongside-flag": {
    bottom: "auto",
    top: "100%",
    borderRadius: "0 4px 4px 4px",
  },
  ".alongside-resting > .alongside-flag": { opacity: "0" },
};

/** Where people asked for less motion. */
export const stillRules: Rules = { ".alongside-flag": { transition: "none" } };

/** For whom `stillRules` are. */
export const STILL = "@media (prefers-reduced-motion: reduce)";
