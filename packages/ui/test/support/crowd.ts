import type { Other } from "../../src/index.ts";

/** What people show in the tests of the kit. */
export interface Shows {
  readonly cursor?: { readonly x: number; readonly y: number; readonly in?: string } | null;
  readonly isTyping?: boolean;
  readonly taps?: number;
  readonly selection?: readonly string[];
}

const COLORS = ["#1d4ed8", "#be123c", "#15803d", "#b45309", "#7e22ce", "#0e7490"];

/** A room of others that a test plays: objects are replaced as a client does. */
export class Crowd {
  readonly others;
  #others: readonly Other<Shows>[] = [];
  readonly #listeners = new Set<(others: readonly Other<Shows>[]) => void>();

  constructor() {
    this.others = {
      get: () => this.#others,
      subscribe: (listener: (others: readonly Other<Shows>[]) => void) => {
        this.#listeners.add(listener);
        return (): void => void this.#listeners.delete(listener);
      },
    };
  }

  /** Somebody shows something else, or comes. */
  show(
    client: string,
    presence: Shows,
    rest: Partial<Pick<Other<Shows>, "user" | "state">> = {},
  ): void {
    const known = this.#others.find((other) => other.client === client);
    const color = COLORS[this.#others.length % COLORS.length]!;
    const now: Other<Shows> = {
      client,
      user: known?.user ?? { id: client, name: client, color },
      state: "active",
      ...rest,
      presence: { ...known?.presence, ...presence },
    };
    this.#set(
      known ? this.#others.map((other) => (other === known ? now : other)) : [...this.#others, now],
    );
  }

  leave(client: string): void {
    this.#set(this.#others.filter((other) => other.client !== client));
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  #set(others: readonly Other<Shows>[]): void {
    this.#others = others;
    for (const listener of this.#listeners) listener(others);
  }
}
