import { type MessagePort, type Transferable, parentPort } from "node:worker_threads";
import { type Handlers, type Message, type Question, fromFailure, toFailure } from "./wire.ts";

/** Asks the main thread from inside a worker. */
export type Ask = (name: string, args: readonly unknown[], transfer?: readonly Transferable[]) => Promise<unknown>;

/** Answers the main thread's questions inside a worker, one after the other. `close` ends the worker. */
export function serve(open: (ask: Ask) => Handlers & { readonly close: () => void }): void {
  if (!parentPort) throw new Error("This file is the inside of a worker thread");
  const port: MessagePort = parentPort;
  const asked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let count = 0;
  const ask: Ask = (name, args, transfer = []) =>
    new Promise((resolve, reject) => {
      const id = ++count;
      asked.set(id, { resolve, reject });
      port.postMessage({ id, ask: name, args }, transfer);
    });

  const handlers = open(ask);
  let busy: Promise<void> | undefined;

  const answer = (message: Question): Promise<void> | undefined => {
    const { id } = message;
    const done = (value: unknown): void => {
      port.postMessage({ id, value });
      if (message.ask === "close") port.close();
    };
    const failed = (error: unknown): void => port.postMessage({ id, failure: toFailure(error) });
    try {
      const value = (handlers[message.ask] as (...args: readonly unknown[]) => unknown)(...message.args);
      if (value instanceof Promise) return value.then(done, failed);
      done(value);
    } catch (error) {
      failed(error);
    }
    return undefined;
  };

  port.on("message", (message: Message) => {
    if ("ask" in message) {
      // In order, and at once where nothing is being waited for.
      busy = busy ? busy.then(() => answer(message)) : answer(message);
      const mine = busy;
      void mine?.then(() => {
        if (busy === mine) busy = undefined;
      });
      return;
    }
    const waiting = asked.get(message.id);
    asked.delete(message.id);
    if ("failure" in message) waiting?.reject(fromFailure(message.failure));
    else waiting?.resolve(message.value);
  });
}
