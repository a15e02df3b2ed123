/** Somebody's place, as a reader hears of it. */
export type Hear = (x: number, y: number) => void;

export type Read = (frame: Buffer, isBinary: boolean) => void;

/** How clients of a system speak. */
export interface System {
  /** What is appended to the server's address, or what finds that out. */
  readonly path: string | ((port: string) => Promise<string>);
  /** Says what comes first. Returns once whoever hears `frame` is in. */
  enter(send: (frame: string | Uint8Array) => void, number: number): void;
  /** Whether a frame says that the client is in. By default it is once its socket is open. */
  isIn?(frame: Buffer, isBinary: boolean): boolean;
  /** What is to be sent back for a frame, so that the connection lives on. */
  answer?(frame: Buffer): string | Uint8Array | undefined;
  move(x: number, y: number, number: number): string | Uint8Array;
  /** Says what somebody looks at, once they are in. */
  look?(number: number): string;
  /** Where the window is in which somebody moves. @default 0, 0 for all */
  cornerOf?(number: number): readonly [x: number, y: number];
  /** Makes what reads the frames of one client. */
  reader(hear: Hear): Read | Promise<Read>;
}
