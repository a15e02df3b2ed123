/**
 * What a link carries in one piece: text that is a message, or bytes, which only the server sends: ticks of presence and of series. Whoever was handed bytes
 * does not write to them: they may be on their way to many.
 */
export type Frame = string | Uint8Array;
