/** Last frame before the server closes the connection; for transports and proxies that lose the close code. */
export interface Bye {
  readonly type: "bye";
  readonly code: string;
  readonly message: string;
}
