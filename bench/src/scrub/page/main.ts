import { createClient } from "@alongside/client";
import { openTrack, type Track } from "@alongside/client/history";
import { Board } from "../../history/board.ts";

/** Frames from one end of the track to the other. */
const FRAMES = 600;

export interface Scrubbed {
  /** Time between frames, in ms. */
  readonly gaps: readonly number[];
  /** Of `stateAt` and of drawing, for each frame, in ms. */
  readonly steps: readonly number[];
  readonly entries: number;
  readonly shapes: number;
}

let track: Track<typeof Board> | undefined;
const drawn = new Map<string, { readonly box: HTMLElement; shape: object }>();

const scrubBench = {
  /** Opens the room, and brings so many of its newest entries here. */
  async open(url: string, entries: number): Promise<void> {
    const room = createClient({ url }).join(Board, "scrub");
    await room.ready;
    const made = openTrack(room);
    made.subscribe(() => undefined);
    while (made.get().changes.length < entries) {
      await made.earlier();
      if (made.get().name === "failed") throw new Error(made.get().why?.message);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    track = made;
  },

  /** Goes over the whole track to its begin and back, or draws nothing for as many frames. */
  async run(way: "track" | "empty"): Promise<Scrubbed> {
    if (track === undefined) throw new Error("The track should be open");
    const { start, changes } = track.get();
    const last = changes.at(-1)?.seq ?? start;
    const gaps: number[] = [];
    const steps: number[] = [];
    let before = await nextFrame();
    for (let i = 0; i <= 2 * FRAMES; i++) {
      const begun = performance.now();
      if (way === "track") {
        const back = Math.abs(FRAMES - i) / FRAMES;
        const state = track.stateAt(start + Math.round(back * (last - start)));
        for (const shape of state?.shapes ?? []) draw(shape);
      }
      steps.push(performance.now() - begun);
      const now = await nextFrame();
      gaps.push(now - before);
      before = now;
    }
    return { gaps, steps, entries: changes.length, shapes: drawn.size };
  },
};

interface Shape {
  readonly id: string;
  readonly at: { readonly x: number; readonly y: number };
  readonly color: string;
}

/** What did not change is the same object, and nothing is done for it. */
function draw(shape: Shape): void {
  let one = drawn.get(shape.id);
  if (one?.shape === shape) return;
  if (one === undefined) {
    const box = document.createElement("div");
    document.querySelector("#main")?.append(box);
    one = { box, shape };
    drawn.set(shape.id, one);
  }
  one.shape = shape;
  one.box.style.transform = `translate(${shape.at.x}px, ${shape.at.y}px)`;
  one.box.style.background = shape.color;
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

declare global {
  interface Window {
    scrubBench: typeof scrubBench;
  }
}
window.scrubBench = scrubBench;
