import type { Point } from "../lib/geometry.ts";

/** One event of a pointer on the canvas. */
export interface Contact {
  /** The browser's id of the pointer: the same from pressing to letting go. */
  readonly id: number;
  readonly device: "mouse" | "pen" | "touch";
  /** In pixels from the canvas' upper left corner. */
  readonly at: Point;
  /** How wide the contact is, in pixels. */
  readonly width: number;
  /** When it happened, in ms of the page's clock. */
  readonly time: number;
  /** Whether it is on the text that is being written, where a single finger is the browser's. */
  readonly isInText: boolean;
}

type Finger = Pick<Contact, "id" | "at">;

/** The fingers that move the view. */
export type Fingers = readonly [Finger] | readonly [Finger, Finger];

/** What the pointers on the canvas are doing together. A pointer that is not named here changes nothing until it is let go. */
export type Doing =
  | { readonly name: "nothing" }
  | ({ readonly name: "tool" } & Pick<Contact, "id" | "device" | "at">)
  /** A finger that may not draw, as a pen is in use or as it is in a text: with a second one it moves the view. */
  | { readonly name: "waiting"; readonly finger: Finger }
  | { readonly name: "view"; readonly fingers: Fingers };

export interface Hands {
  readonly doing: Doing;
  /** When a pen was noticed last, in ms of the page's clock. */
  readonly penAt: number;
}

/** What is to be done about an event. `press`, `move` and `release` are about its own pointer. */
export type Intent =
  | { readonly type: "press" | "move" | "release" }
  /** The drag under way ends where it is: its pointer was taken away. */
  | { readonly type: "stop" }
  /** The view goes from what is under `from` to `to`; both hold as many places. */
  | { readonly type: "view"; readonly from: readonly Point[]; readonly to: readonly Point[] };

export const RESTING: Hands = { doing: { name: "nothing" }, penAt: -Infinity };

/** Contacts at least this wide, in pixels, are a palm's. */
export const PALM_WIDTH = 120;

/** A pen is in use until so long after it was noticed last, in ms: between two strokes the hand lies on the screen. */
export const PEN_REST_MS = 1000;

const NOTHING: Doing = { name: "nothing" };

/** The state after an event of a pointer, followed by what is to be done, in order. */
export function nextHands(
  hands: Hands,
  type: "down" | "move" | "up" | "cancel",
  contact: Contact,
): readonly [Hands, ...Intent[]] {
  const penAt = contact.device === "pen" ? contact.time : hands.penAt;
  const [doing, ...intents] =
    type === "down"
      ? pressed(hands.doing, contact, contact.time - penAt < PEN_REST_MS)
      : type === "move"
        ? moved(hands.doing, contact)
        : lifted(hands.doing, contact, type === "up" ? "release" : "stop");
  return [{ doing, penAt }, ...intents];
}

type Next = readonly [Doing, ...Intent[]];

function pressed(doing: Doing, contact: Contact, isPenInUse: boolean): Next {
  const { id, device, at } = contact;
  const tool: Doing = { name: "tool", id, device, at };
  if (device === "pen") {
    // The hand that holds the pen touched the screen before it.
    if (doing.name === "tool") {
      return doing.device === "touch" ? [tool, { type: "stop" }, { type: "press" }] : [doing];
    }
    return [tool, { type: "press" }];
  }
  if (device === "mouse") {
    return doing.name === "nothing" || doing.name === "waiting"
      ? [tool, { type: "press" }]
      : [doing];
  }
  if (contact.width >= PALM_WIDTH) return [doing];
  const finger: Finger = { id, at };
  switch (doing.name) {
    case "nothing":
      return isPenInUse || contact.isInText
        ? [{ name: "waiting", finger }]
        : [tool, { type: "press" }];
    case "waiting":
      return [{ name: "view", fingers: [doing.finger, finger] }];
    case "view":
      return doing.fingers.length === 1
        ? [{ name: "view", fingers: [doing.fingers[0], finger] }]
        : [doing];
    case "tool":
      if (doing.device !== "touch") return [doing];
      return [
        { name: "view", fingers: [{ id: doing.id, at: doing.at }, finger] },
        { type: "stop" },
      ];
  }
}

function moved(doing: Doing, { id, at }: Contact): Next {
  switch (doing.name) {
    case "nothing":
      return [doing];
    case "waiting":
      return [doing.finger.id === id ? { ...doing, finger: { id, at } } : doing];
    case "tool":
      return doing.id === id ? [{ ...doing, at }, { type: "move" }] : [doing];
    case "view": {
      if (!doing.fingers.some((finger) => finger.id === id)) return [doing];
      const put = (finger: Finger): Finger => (finger.id === id ? { id, at } : finger);
      const [first, second] = doing.fingers;
      const fingers: Fingers = second ? [put(first), put(second)] : [put(first)];
      return [
        { name: "view", fingers },
        { type: "view", from: places(doing.fingers), to: places(fingers) },
      ];
    }
  }
}

function lifted(doing: Doing, { id }: Contact, how: "release" | "stop"): Next {
  switch (doing.name) {
    case "nothing":
      return [doing];
    case "waiting":
      return [doing.finger.id === id ? NOTHING : doing];
    case "tool":
      return doing.id === id ? [NOTHING, { type: how }] : [doing];
    case "view": {
      const [left, other] = doing.fingers.filter((finger) => finger.id !== id);
      if (left === undefined) return [NOTHING];
      return [other === undefined ? { name: "view", fingers: [left] } : doing];
    }
  }
}

function places(fingers: Fingers): readonly Point[] {
  return fingers.map(({ at }) => at);
}
