/** The session at one room is over; the connection lives on. `codes.ts` says what to do about each code. */
export interface Closed {
  readonly type: "closed";
  readonly room: string;
  readonly code: string;
  readonly message: string;
  /** For how many ms there is no use in joining again. */
  readonly wait?: number;
}
