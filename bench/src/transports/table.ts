/** Who sits in a room and writes: one client, whatever it is of. */
export interface Seat {
  /** Says where a thing is. Resolves when the server has said that it knows. */
  write(n: number): Promise<void>;
  /** The last `n` that each of the others in the room was heard to write. */
  heard(): readonly number[];
  close(): void;
}

/** Opens a client in a room. `writer` is its number there, of `writers`. */
export type Open = (url: string, room: string, writer: number, writers: number) => Promise<Seat>;

/** The systems and transports that are measured. */
export const KINDS = [
  "websocket",
  "stream",
  "polling",
  "Socket.IO websocket",
  "Socket.IO polling",
] as const;
export type Kind = (typeof KINDS)[number];
