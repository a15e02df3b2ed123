import type { Frame } from "@alongside/core/engine";
import { frameWords } from "@alongside/testing";
import type { SimTime } from "../env/sim-time.ts";

/** A line of the trace. A frame is put into words only where the line is shown. */
interface TraceLine {
  readonly line: string;
  readonly frame: Frame | undefined;
  readonly from: "client" | "server" | undefined;
}

/** Lines that are kept; once there are more, half of them. */
const MOST = 2000;

/** The last things that happened in a world. */
export class Trace {
  readonly #time: SimTime;
  readonly #lines: TraceLine[] = [];

  constructor(time: SimTime) {
    this.#time = time;
  }

  /** Notes what happens, with a frame that somebody sent. */
  note(line: string, frame?: Frame, from?: TraceLine["from"]): void {
    this.#lines.push({ line: `${this.#time.now - 1_700_000_000_000} ${line}`, frame, from });
    if (this.#lines.length > MOST) this.#lines.splice(0, MOST / 2);
  }

  /** For a person. */
  get lines(): readonly string[] {
    return this.#lines.map(({ line, frame = "", from }) =>
      from === undefined ? line : `${line} ${frameWords(frame, from)}`,
    );
  }
}
