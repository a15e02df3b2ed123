import type { CDPSession } from "playwright-core";
import type { BoardPage } from "./board-page.ts";
import type { Boards } from "./boards.ts";

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Fingers and a pen on one page, as a real screen would tell of them. */
export class Hand {
  readonly #fingers = new Map<number, Place>();
  readonly #cdp: CDPSession;

  constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  /** Puts a finger down. */
  async down(id: number, x: number, y: number): Promise<void> {
    this.#fingers.set(id, { x, y });
    await this.#tell("touchStart", [id]);
  }

  /** Moves fingers to places, in a few steps. */
  async move(places: { readonly [id: number]: readonly [x: number, y: number] }): Promise<void> {
    const from = new Map(this.#fingers);
    for (let step = 1; step <= 5; step++) {
      for (const [name, [x, y]] of Object.entries(places)) {
        const start = from.get(Number(name)) ?? { x, y };
        const part = step / 5;
        const now = { x: start.x + (x - start.x) * part, y: start.y + (y - start.y) * part };
        this.#fingers.set(Number(name), now);
      }
      await this.#tell("touchMove", Object.keys(places).map(Number));
    }
  }

  /** Lifts a finger. */
  async up(id: number): Promise<void> {
    await this.#tell("touchEnd", [id]);
    this.#fingers.delete(id);
  }

  /** The system takes all fingers for itself. */
  async cancel(): Promise<void> {
    this.#fingers.clear();
    await this.#cdp.send("Input.dispatchTouchEvent", { type: "touchCancel", touchPoints: [] });
  }

  async pen(type: "mousePressed" | "mouseMoved" | "mouseReleased", at: Place): Promise<void> {
    const button = type === "mouseMoved" ? {} : ({ button: "left", clickCount: 1 } as const);
    const buttons = type === "mouseReleased" ? 0 : 1;
    await this.#cdp.send("Input.dispatchMouseEvent", {
      type,
      ...at,
      ...button,
      buttons,
      force: 0.7,
      pointerType: "pen",
    });
  }

  /** Tells of the fingers that are put down, moved or lifted. */
  async #tell(
    type: "touchStart" | "touchMove" | "touchEnd",
    ids: readonly number[],
  ): Promise<void> {
    const touchPoints = ids.map((id) => ({ id, x: 0, y: 0, ...this.#fingers.get(id) }));
    await this.#cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  }
}

/** Opens a new board on a phone, with a hand for it. */
export async function phoneFor(open: Boards["open"]): Promise<{ phone: BoardPage; hand: Hand }> {
  const viewport = { width: 390, height: 844 };
  const [phone] = await open(1, { viewport, hasTouch: true, isMobile: true });
  if (!phone) throw new Error("A page should be open");
  return { phone, hand: new Hand(await phone.context.newCDPSession(phone.page)) };
}
