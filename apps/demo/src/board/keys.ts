import {
  bringSelectedToFront,
  deleteSelected,
  duplicateSelected,
  nudge,
  placeInView,
  selectAll,
  sendSelectedToBack,
  toggleLock,
} from "./actions.ts";
import { pan, zoomAt, zoomTo } from "./camera.ts";
import type { Editor } from "./editor.ts";
import type { Point } from "../lib/geometry.ts";
import { shortcutOf } from "../lib/shortcut.ts";
import type { Press } from "../lib/shortcut.ts";
import type { ToolName } from "./drag.ts";

/** The parts of a keyboard event that count. */
export interface Key extends Press {
  /** Ctrl, or ⌘ on a Mac. */
  readonly ctrl: boolean;
}

export const TOOL_KEYS: { readonly [tool in ToolName]: string } = {
  select: "V",
  hand: "H",
  rectangle: "R",
  ellipse: "O",
  arrow: "A",
  ink: "P",
  note: "N",
};

const ARROWS: { readonly [key: string]: Point } = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** How far an arrow key moves the view, in pixels. */
const PAN_STEP = 80;

/** Does what a key stands for. Returns whether it stood for anything. */
export function pressKey(editor: Editor, key: Key): boolean {
  const command = commandOf(key);
  command?.(editor);
  return command !== undefined;
}

/** Whether the key stands for something on the board. */
export function isCommand(key: Key): boolean {
  return commandOf(key) !== undefined;
}

type Command = (editor: Editor) => void;

function commandOf(pressed: Key): Command | undefined {
  const key = shortcutOf(pressed);
  const { ctrl, shift } = pressed;
  return ctrl ? withCtrl(key, shift) : (plain(key, shift) ?? toolFor(key));
}

function withCtrl(key: string, shift: boolean): Command | undefined {
  switch (key.toLowerCase()) {
    case "a":
      return selectAll;
    case "d":
      return duplicateSelected;
    case "z":
      return shift ? redo : undo;
    case "y":
      return redo;
    default:
      return undefined;
  }
}

function undo(editor: Editor): void {
  editor.undo();
}

function redo(editor: Editor): void {
  editor.redo();
}

function plain(key: string, shift: boolean): Command | undefined {
  const arrow = ARROWS[key];
  if (arrow) return (editor) => step(editor, arrow, shift);
  switch (key) {
    case "Delete":
    case "Backspace":
      return deleteSelected;
    case "]":
      return bringSelectedToFront;
    case "[":
      return sendSelectedToBack;
    case "l":
    case "L":
      return toggleLock;
    case "+":
    case "=":
      return zoomIn;
    case "-":
    case "_":
      return zoomOut;
    case "0":
      return zoomToLifeSize;
    case "1":
      return (editor) => editor.showAll();
    case "?":
      return (editor) => editor.help.set(!editor.help.get());
    case "Enter":
      return enter;
    case "Escape":
      return escape;
    default:
      return undefined;
  }
}

function toolFor(key: string): Command | undefined {
  const upper = key.toUpperCase();
  for (const [tool, letter] of Object.entries(TOOL_KEYS)) {
    if (letter === upper) return (editor) => editor.use(tool as ToolName);
  }
  return undefined;
}

export function zoomIn(editor: Editor): void {
  editor.camera.set(zoomAt(editor.camera.get(), middle(editor), 1.25));
}

export function zoomOut(editor: Editor): void {
  editor.camera.set(zoomAt(editor.camera.get(), middle(editor), 0.8));
}

export function zoomToLifeSize(editor: Editor): void {
  editor.camera.set(zoomTo(editor.camera.get(), middle(editor), 1));
}

function middle(editor: Editor): Point {
  const { w, h } = editor.view.get();
  return { x: w / 2, y: h / 2 };
}

/** Arrow keys move what is selected, else the view. */
function step(editor: Editor, way: Point, far: boolean): void {
  if (editor.selection.get().length > 0) {
    const by = far ? 10 : 1;
    nudge(editor, { x: way.x * by, y: way.y * by });
  } else {
    editor.camera.set(pan(editor.camera.get(), way.x * PAN_STEP, way.y * PAN_STEP));
  }
}

/** Writes into the selected shape, or draws with the tool at hand. */
function enter(editor: Editor): void {
  const [only, ...others] = editor.selected();
  if (!only) placeInView(editor);
  else if (others.length === 0) editor.write(only);
}

/** Closes the help, else gives up the drag under way, else the selection, else the tool. */
function escape(editor: Editor): void {
  if (editor.help.get()) return editor.help.set(false);
  if (editor.cancel()) return;
  if (editor.selection.get().length > 0) editor.selection.set([]);
  else editor.tool.set("select");
}
