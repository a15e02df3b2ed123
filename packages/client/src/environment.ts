/** What happens around the client. `input`: somebody touched the page; `gone`: it is being closed or left for good. */
export type EnvironmentEvent =
  | "online"
  | "offline"
  | "visible"
  | "hidden"
  | "focus"
  | "input"
  | "gone";

/** The page, as far as the client needs one. */
export interface Environment {
  /** False when there is surely no network. */
  readonly online: boolean;
  readonly visible: boolean;
  /** The page's address, against which a relative `url` is read. */
  readonly location: string | undefined;
  /** Calls back on each such event. Returns a function that ends it. */
  on(event: EnvironmentEvent, callback: () => void): () => void;
  /** Asks before the page is left. Returns a function that ends it. */
  holdUnload(): () => void;
  /** A value kept over page loads, made by `make` at first. */
  keep(key: string, make: () => string): string;
}
