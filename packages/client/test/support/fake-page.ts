import type { Environment, EnvironmentEvent } from "../../src/index.ts";

/** A page whose events a test makes happen. */
export class FakePage implements Environment {
  online = true;
  visible = true;
  location: string | undefined = "https://board.test/roadmap";
  isHeld = false;
  readonly kept = new Map<string, string>();
  readonly #callbacks = new Map<EnvironmentEvent, Set<() => void>>();

  on(event: EnvironmentEvent, callback: () => void): () => void {
    const callbacks = this.#callbacks.get(event) ?? new Set();
    this.#callbacks.set(event, callbacks);
    callbacks.add(callback);
    return () => void callbacks.delete(callback);
  }

  holdUnload(): () => void {
    this.isHeld = true;
    return () => {
      this.isHeld = false;
    };
  }

  keep(key: string, make: () => string): string {
    const value = this.kept.get(key) ?? make();
    this.kept.set(key, value);
    return value;
  }

  happen(event: EnvironmentEvent): void {
    if (event === "visible" || event === "hidden") this.visible = event === "visible";
    if (event === "online" || event === "offline") this.online = event === "online";
    for (const callback of Array.from(this.#callbacks.get(event) ?? [])) callback();
  }

  get listeners(): number {
    return [...this.#callbacks.values()].reduce((sum, callbacks) => sum + callbacks.size, 0);
  }
}
