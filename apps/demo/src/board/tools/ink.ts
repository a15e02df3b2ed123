import { isDrag } from "../drag.ts";
import type { Pointer } from "../drag.ts";
import { distance, round } from "../../lib/geometry.ts";
import { boxInk } from "../path.ts";
import type { Sample } from "../path.ts";
import type { Tool } from "./tool.ts";

/** Samples closer than this, in pixels, add nothing a person could see. */
const FINEST = 1.5;

/** Three numbers a sample, within what the definition lets a shape hold. */
const LONGEST = 2900;

/** Draws by hand. The first dot shows on pressing, and the others see the line grow. */
export const ink: Tool = {
  name: "ink",
  cursor: "crosshair",
  press(editor, start) {
    const color = editor.colorFor("ink");
    const finest = FINEST / editor.camera.get().zoom;
    const making = editor.create();
    const samples: Sample[] = [sample(start)];
    let isStroke = false;

    function show(): void {
      const line = boxInk(samples);
      making.show({ kind: "ink", color, at: line.at, size: line.size, points: [...line.points] });
    }

    function add(pointer: Pointer): boolean {
      isStroke ||= isDrag(start, pointer);
      const last = samples.at(-1);
      if (samples.length >= LONGEST || (last && distance(last, pointer) < finest)) return false;
      samples.push(sample(pointer));
      return true;
    }

    show();
    return {
      move(pointers) {
        let grown = false;
        for (const pointer of pointers) grown = add(pointer) || grown;
        if (grown) show();
      },
      end(pointer) {
        if (add(pointer)) show();
        making.commit();
      },
      stop() {
        if (isStroke) making.commit();
        else making.cancel();
      },
      cancel: () => making.cancel(),
    };
  },
};

function sample(pointer: Pointer): Sample {
  return { x: round(pointer.x), y: round(pointer.y), pressure: pointer.pressure };
}
