import { withResolvers } from "../with-resolvers.ts";

/** A promise that its owner settles. */
export interface Deferred {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
  /** Itself while it is open, else a new one. */
  renewed(): Deferred;
}

/** A new one. Nobody has to listen when it rejects. */
export function deferred(): Deferred {
  const { promise, resolve, reject } = withResolvers<void>();
  let isOpen = true;
  promise.catch(() => undefined);
  return {
    promise,
    resolve() {
      isOpen = false;
      resolve();
    },
    reject(error) {
      isOpen = false;
      reject(error);
    },
    renewed() {
      return isOpen ? this : deferred();
    },
  };
}
