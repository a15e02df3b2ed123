import type { Environment, EnvironmentEvent } from "@alongside/client";

/** What is around a page of the simulator: somebody may look away from it, and come back. */
export class SimEnvironment implements Environment {
  readonly online = true;
  readonly location = undefined;
  visible = true;
  readonly #listeners = new Map<EnvironmentEvent, Set<() => void>>();

  on(event: EnvironmentEvent, callback: () => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(callback));
    return () => listeners.delete(callback);
  }

  /** Nobody looks at the page any more, or somebody does again. */
  show(isVisible: boolean): void {
    this.visible = isVisible;
    for (const listener of this.#listeners.get(isVisible ? "visible" : "hidden") ?? []) listener();
  }

  holdUnload(): () => void {
    return () => undefined;
  }

  keep(_key: string, make: () => string): string {
    return make();
  }
}
