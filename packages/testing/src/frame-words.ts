import { type Frame, parseDown, parseUp } from "@alongside/core/engine";

/** Where a frame is bytes, a text stands for it that begins with this and goes on in base64. */
const BYTES = "b ";

/**
 * A frame of the wire in words, for traces: `change {"seat":1,"n":3,…}`. One of bytes may be given as `b` and their base64. A frame
 * that neither side would take stands as it is. `from` is the side that sent it.
 */
export function frameWords(frame: Frame, from: "client" | "server"): string {
  try {
    const asked = typeof frame === "string" && frame.startsWith(BYTES) ? bytesOf(frame) : frame;
    const message = from === "client" ? parseUp(asked) : parseDown(asked);
    if (message === undefined) return textOf(frame);
    const { type, ...rest } = message;
    return Object.keys(rest).length === 0 ? type : `${type} ${JSON.stringify(rest, inHex)}`;
  } catch {
    return textOf(frame);
  }
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text.slice(BYTES.length)), (letter) => letter.charCodeAt(0));
}

function textOf(frame: Frame): string {
  return typeof frame === "string" ? frame : BYTES + btoa(String.fromCharCode(...frame));
}

function inHex(_key: string, value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
