import { parseDown, parseUp } from "@alongside/core/engine";

/**
 * A frame of the wire in words, for traces: `change {"seat":1,"n":3,…}`. A frame that neither side would take stands as it is.
 * `from` is the side that sent it.
 */
export function frameWords(frame: string, from: "client" | "server"): string {
  try {
    const message = from === "client" ? parseUp(frame) : parseDown(frame);
    if (message === undefined) return frame;
    const { type, ...rest } = message;
    return Object.keys(rest).length === 0 ? type : `${type} ${JSON.stringify(rest)}`;
  } catch {
    return frame;
  }
}
