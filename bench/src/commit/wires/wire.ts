/** What a load generator learns from one connection. */
export interface Heard {
  /** This connection's change `n` is acknowledged. */
  ack(n: number): void;
  /** Somebody else's change arrived: by client number and that client's own count. */
  peer(client: number, n: number): void;
}

/** One connection in one room, ready to send changes. */
export interface Line {
  /** Sends change `n`, one after the other from 1. Returns the bytes of the frame. */
  send(n: number): number;
  close(): void;
}

/** How a system is spoken to, by the thinnest means there are. */
export interface Wire {
  connect(port: number, room: string, client: number, heard: Heard): Promise<Line>;
  /** Makes what `send` will need before the clock runs; changes beyond `count` are made as they are sent. */
  prepare?(clients: number, count: number): Promise<void>;
}

/** The value every change writes: where a shape is, with a mark that says whose change it is. */
export function valueOf(client: number, n: number): { x: number; y: number; by: string } {
  return { x: (n * 7) % 1000, y: (n * 13) % 1000, by: markOf(client, n) };
}

/** `~CCCNNNNNNN`, found again in any frame that carries the value. */
export function markOf(client: number, n: number): string {
  return `~${String(client).padStart(3, "0")}${String(n).padStart(7, "0")}`;
}

const TILDE = 0x7e;

/** Calls `found` for every mark in a frame. */
export function eachMark(frame: Buffer, found: (client: number, n: number) => void): void {
  for (let at = frame.indexOf(TILDE); at >= 0; at = frame.indexOf(TILDE, at + 1)) {
    const client = digits(frame, at + 1, 3);
    const n = client < 0 ? -1 : digits(frame, at + 4, 7);
    if (n >= 0) found(client, n);
  }
}

/** The number written in `count` digits at `at`, or -1 when something else stands there. */
export function digits(frame: Buffer, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = (frame[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
