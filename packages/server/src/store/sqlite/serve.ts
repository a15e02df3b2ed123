import { type MessagePort, type Transferable, parentPort } from "node:worker_threads";
import { type Handlers, type Message, type Question, fromFailure, toFailure } from "./wire.ts";

/** Asks the main thread from inside a worker. */
export type Ask = (
  name: string,
  args: readonly unknown[],
  transfer?: readonly Transferable[],
) => Promise<unknown>;

/** Answers the main thread's questions inside a worker, one after the other. `close` ends the worker. */
export function serve(open: (ask: Ask) => Handlers & { readonly close: () => void }): void {
  if (!parentPort) throw new Error("This file is the inside of a worker thread");
  const port: MessagePort = parentPort;
  const asked = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let count = 0;
  const ask: Ask = (name, args, transfer = []) =>
    new Promise((resolve, reject) => {
      const id = ++count;
      port.postMessage({ id, ask: name, args }, transfer);
      asked.set(id, { resolve, reject });
    });

  const handlers = open(ask);
  let busy: Promise<void> | undefined;

  const done = ({ id, ask: name }: Question, value: unknown): void => {
    port.postMessage({ id, value });
    if (name === "close") port.close();
  };
  const failed = ({ id }: Question, error: unknown): void =>
    port.postMessage({ id, failure: toFailure(error) });

  /** Answers at once where nothing has to be waited for. */
  const answer = (question: Question): Promise<void> | undefined => {
    try {
      const handler = handlers[question.ask] as (...args: readonly unknown[]) => unknown;
      const value = handler(...question.args);
      if (value instanceof Promise) return finish(question, value);
      done(question, value);
    } catch (error) {
      failed(question, error);
    }
    return undefined;
  };
  const finish = async (question: Question, value: Promise<unknown>): Promise<void> => {
    try {
      done(question, await value);
    } catch (error) {
      failed(question, error);
    }
  };
  /** Answers after the question before. */
  const queue = async (before: Promise<void> | undefined, question: Question): Promise<void> => {
    await before;
    await answer(question);
  };

  const receive = (question: Question): void => {
    const mine = busy ? queue(busy, question) : answer(question);
    busy = mine;
    void mine?.finally(() => {
      if (busy === mine) busy = undefined;
    });
  };

  // The thread ends: the other side then knows that none of its questions are answered.
  port.on("messageerror", (error) => {
    throw error;
  });
  port.on("message", (message: Message) => {
    if ("ask" in message) return receive(message);
    const waiting = asked.get(message.id);
    asked.delete(message.id);
    if ("failure" in message) waiting?.reject(fromFailure(message.failure));
    else waiting?.resolve(message.value);
  });
}
