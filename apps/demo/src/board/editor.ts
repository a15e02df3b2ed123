import type { Undo } from "@alongside/client";
import { fit, freeArea, pan, toScreen } from "./camera.ts";
import type { Camera } from "./camera.ts";
import { Cell } from "../lib/cell.ts";
import { boxAround, boxOf } from "../lib/geometry.ts";
import type { Box, Point, Size } from "../lib/geometry.ts";
import { Growth } from "./growth.ts";
import type { MeasureText } from "./growth.ts";
import { liveAlteration, quietAlteration, startCreation } from "./live-edit.ts";
import type { Alteration, Creation } from "./live-edit.ts";
import type { BoardRoom } from "./room.ts";
import { holdsText, nameOf, shapesOf } from "./shape.ts";
import type { Color, Kind, Patches, Shape, ShownShape } from "./shape.ts";
import type { Drag, Pointer, ToolName } from "./drag.ts";

const NOTHING: readonly ShownShape[] = [];

/** A drag of more shapes than this is shown to the others at its end: it would be slow here, and above a gesture's limits there. */
const MOST_LIVE = 500;

/** How far from the lower end what is revealed comes to lie, in pixels. */
const REVEAL_MARGIN = 24;

type OwnSteps = Pick<Undo, "undo" | "redo" | "group" | "clear">;

/** The selection among these shapes. */
interface FoundSelection {
  readonly among: readonly ShownShape[];
  readonly ids: readonly string[];
  readonly shapes: readonly ShownShape[];
  readonly box: Box | undefined;
}

/** One person's work on one board: view, tool and selection. What everyone shares is in the room. */
export class Editor {
  readonly camera = new Cell<Camera>({ x: 0, y: 0, zoom: 1 });
  /** The canvas on the screen, in pixels. */
  readonly view = new Cell<Size>({ w: 0, h: 0 });
  readonly tool = new Cell<ToolName>("select");
  readonly color = new Cell<Color>("slate");
  readonly noteColor = new Cell<Color>("yellow");
  readonly selection = new Cell<readonly string[]>([]);
  /** The shape whose text is being written. */
  readonly editing = new Cell<string | undefined>(undefined);
  /** Whether the keys are explained. */
  readonly help = new Cell(false);
  readonly marquee = new Cell<Box | undefined>(undefined);
  /** What a drag shows on this screen only. */
  readonly held = new Cell<Patches>(new Map());
  /** Where shapes are on their way to what others' gestures show of them. */
  readonly gliding = new Cell<Patches>(new Map());
  /** Where the strokes end that others draw just now, by who draws: their pointers are there. */
  readonly tips = new Cell<ReadonlyMap<string, Point>>(new Map());
  readonly dragging = new Cell(false);
  /** True while the space bar lends the hand to every tool. */
  readonly borrowedHand = new Cell(false);
  readonly room: BoardRoom;
  /** Takes back what this person did on the board. */
  readonly own: OwnSteps;
  /** What makes shapes as high as their texts. */
  readonly growth: Growth;
  #drag: Drag | undefined;
  #found: FoundSelection = { among: NOTHING, ids: [], shapes: NOTHING, box: undefined };
  /** Scrolls the text of the shape `id` by so many board units. Returns whether there was more that way. */
  readonly scrollText = new Cell<(id: string, by: number) => boolean>(() => false);
  /** What this person was told last. */
  readonly said = new Cell<{ readonly message: string } | undefined>(undefined);
  /** What lies over the view, in pixels of it. */
  readonly panels = new Cell<() => readonly Box[]>(() => []);

  constructor(room: BoardRoom, own: OwnSteps, measure: MeasureText = () => 0) {
    this.growth = new Growth(measure);
    this.room = room;
    this.own = own;
  }

  /** False until the room's state is here; a press does nothing before. */
  get ready(): boolean {
    return this.room.get() !== undefined;
  }

  /** All shapes as they are shown. */
  shapes(): readonly ShownShape[] {
    return this.growth.shown(this.room.get()?.shapes ?? NOTHING);
  }

  /** Whether the shape is not there whose text is being written: what is typed then belongs to nobody. */
  get isOrphaned(): boolean {
    const id = this.editing.get();
    return id !== undefined && !this.shapes().some((shape) => shape.id === id);
  }

  selected(): readonly ShownShape[] {
    return this.#selection().shapes;
  }

  selectionBox(): Box | undefined {
    return this.#selection().box;
  }

  /** Asked for with every move of a pointer, and found once: there may be thousands. */
  #selection(): FoundSelection {
    const among = this.shapes();
    const ids = this.selection.get();
    if (this.#found.among !== among || this.#found.ids !== ids) {
      const shapes = shapesOf(among, ids);
      this.#found = { among, ids, shapes, box: boxAround(shapes.map(boxOf)) };
    }
    return this.#found;
  }

  /** Opens a shape's text for writing, where it has one; of a locked one says how it is unlocked. */
  write(shape: Shape): void {
    if (shape.locked) {
      const name = nameOf(shape.kind).toLowerCase();
      this.said.set({ message: `This ${name} is locked. The padlock below unlocks it.` });
    } else if (holdsText(shape.kind)) this.editing.set(shape.id);
  }

  /** Begins the drag of a press, if it has one: moves and the release are its own from now on. */
  begin(drag: Drag | undefined): void {
    this.#drag = drag;
    this.dragging.set(drag !== undefined);
  }

  move(pointers: readonly [...Pointer[], Pointer]): void {
    this.#drag?.move(pointers);
  }

  release(pointer: Pointer): void {
    const drag = this.#drag;
    this.#drag = undefined;
    this.dragging.set(false);
    drag?.end(pointer);
  }

  /** Ends the drag under way where it is, as its pointer was taken away. */
  stop(): void {
    const drag = this.#drag;
    this.#drag = undefined;
    this.dragging.set(false);
    drag?.stop();
  }

  /** Ends the drag under way as if it had never begun. Returns whether there was one. */
  cancel(): boolean {
    const drag = this.#drag;
    this.#drag = undefined;
    this.dragging.set(false);
    drag?.cancel();
    return drag !== undefined;
  }

  /** Takes back the drag under way, else what was done last. */
  undo(): void {
    if (!this.cancel() && this.ready) this.own.undo();
  }

  redo(): void {
    this.cancel();
    if (this.ready) this.own.redo();
  }

  /** Takes another tool; the drag under way is given up, and drawing begins without a selection. */
  use(tool: ToolName): void {
    this.cancel();
    this.editing.set(undefined);
    if (tool !== "select" && tool !== "hand") this.selection.set([]);
    this.tool.set(tool);
  }

  /** After drawing: back to selecting, with the new shape selected. */
  finish(id: string | undefined): void {
    this.tool.set("select");
    this.selection.set(id === undefined ? [] : [id]);
  }

  /** Notes keep a colour of their own: paper is rarely the colour of lines. */
  colorFor(kind: Kind): Color {
    return (kind === "note" ? this.noteColor : this.color).get();
  }

  /** A shape being drawn: the others see it grow. */
  create(): Creation {
    return startCreation(this.room);
  }

  /** Shapes being changed. The others watch, except where a lock will refuse the change anyway, and where it is too much to show. */
  alter(ids: readonly string[]): Alteration {
    const shapes = shapesOf(this.shapes(), ids);
    const isQuiet = shapes.length > MOST_LIVE || shapes.some((shape) => shape.locked);
    return isQuiet ? quietAlteration(this, this.held) : liveAlteration(this.room);
  }

  /** The part of the view that no panel lies over. */
  freeArea(): Box {
    return freeArea(this.view.get(), this.panels.get()());
  }

  /** Moves the view up where `y`, a height on the board, would be below it or under a panel at its lower end. */
  reveal(y: number): void {
    const camera = this.camera.get();
    const free = this.freeArea();
    const below = toScreen(camera, { x: 0, y }).y - (free.y + free.h);
    if (below > 0) this.camera.set(pan(camera, 0, below + REVEAL_MARGIN));
  }

  /** Selects these and brings them into view. */
  showOnly(shapes: readonly Shape[]): void {
    this.finish(undefined);
    this.selection.set(shapes.map(({ id }) => id));
    const box = boxAround(shapes.map(boxOf));
    if (box) this.camera.set(fit(box, this.freeArea()));
  }

  showAll(): void {
    const box = boxAround(this.shapes().map(boxOf));
    const view = this.view.get();
    if (box) this.camera.set(fit(box, this.freeArea()));
    else this.camera.set({ x: -view.w / 2, y: -view.h / 2, zoom: 1 });
  }
}
