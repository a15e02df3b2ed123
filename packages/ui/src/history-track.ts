import { Children } from "./children.ts";
import { attribute, element } from "./element.ts";

/** What stands on a track at a step. */
export interface Flag {
  readonly key: string;
  readonly step: number;
  readonly name: string;
}

/** The slider of a player: marks of who did what, flags with names, and a range input over them. */
export class HistoryTrack {
  readonly root = element("div", "track");
  readonly input = element("input", "scrub");
  readonly #marks = element("canvas", "marks");
  readonly #flags = element("div", "flags");
  readonly #children: Children<Flag>;
  #colors: readonly string[] = [];
  #count = 0;

  constructor(onFlag: (flag: Flag) => void) {
    this.input.type = "range";
    this.input.min = "0";
    attribute(this.#marks, "aria-hidden", "true");
    this.#children = new Children<Flag>(this.#flags, (first) => {
      let flag = first;
      const button = element("button", "moment");
      button.type = "button";
      button.addEventListener("click", () => onFlag(flag));
      const show = (): void => {
        attribute(button, "aria-label", flag.name);
        attribute(button, "title", flag.name);
        button.style.insetInlineStart = `${this.#count === 0 ? 0 : (flag.step / this.#count) * 100}%`;
      };
      show();
      return {
        element: button,
        update(next) {
          flag = next;
          show();
        },
        destroy() {},
      };
    });
    this.root.append(this.#flags, this.#marks, this.input);
  }

  /** Shows a colour for each change, and the flags. */
  show(colors: readonly string[], flags: readonly Flag[]): void {
    this.#colors = colors;
    this.#count = colors.length;
    this.input.max = String(colors.length);
    this.#children.show(flags, ({ key }) => key);
    this.draw();
  }

  /** Draws the marks as wide as they are now. */
  draw(): void {
    const { clientWidth } = this.#marks;
    const width = Math.max(1, Math.round(clientWidth * (globalThis.devicePixelRatio || 1)));
    this.#marks.width = width;
    this.#marks.height = 1;
    const context = this.#marks.getContext("2d");
    if (!context) return;
    const step = width / Math.max(1, this.#count);
    for (const [i, color] of this.#colors.entries()) {
      context.fillStyle = color;
      context.fillRect(i * step, 0, Math.max(1, step), 1);
    }
  }
}
