/** Held, by as many as there are, while somebody can see a page. */
const SEEN = "alongside seen";

/** So long no other tab says the same, in ms: a browser wakes hidden ones once a minute. */
const HELD_MS = 90_000;

/** Of several tabs of a browser one tells of something, and none while one of them can be seen. */
export class OneTab {
  #letGo: (() => void) | undefined;
  readonly #look = (): void => {
    this.#letGo?.();
    this.#letGo = isHidden() ? undefined : hold(SEEN, { mode: "shared" });
  };

  begin(): void {
    this.#look();
    document.addEventListener("visibilitychange", this.#look);
  }

  end(): void {
    document.removeEventListener("visibilitychange", this.#look);
    this.#letGo?.();
    this.#letGo = undefined;
  }

  /** Whether it is this tab that tells of `what`, once. Where tabs cannot hear of each other, each one tells. */
  async claims(what: string): Promise<boolean> {
    if (!isHidden()) return false;
    const { locks } = navigator as Partial<Navigator>;
    if (locks === undefined) return true;
    const { held = [] } = await locks.query();
    if (held.some(({ name }) => name === SEEN)) return false;
    return new Promise((resolve) => {
      void locks.request(`alongside told ${what}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock && new Promise((done) => setTimeout(done, HELD_MS));
      });
    });
  }
}

function isHidden(): boolean {
  return document.visibilityState === "hidden";
}

/** Holds a lock until what it returns is called. */
function hold(name: string, options: LockOptions): () => void {
  let end = (): void => {};
  const held = new Promise<void>((resolve) => (end = resolve));
  void (navigator as Partial<Navigator>).locks?.request(name, options, () => held);
  return end;
}
