import { BEAT_MS, type Clock } from "@alongside/core/engine";
import type { Member } from "./member.ts";
import type { Present } from "./present.ts";

interface SilenceOptions {
  readonly clock: Clock;
  readonly members: ReadonlySet<Member>;
  readonly people: ReadonlyMap<string, Present>;
  /** How long nobody is told that nothing is heard of somebody. */
  readonly quietMs: number;
  /** Whether somebody is heard of is another thing now than was told. */
  onChange(present: Present): void;
}

/**
 * Notices that nothing is heard of somebody before their link is known to be down: of a cable that was pulled, nothing tells. Pages whose
 * person is active, and who are not alone, have promised to be heard every `BEAT_MS`; of no other page silence says anything. There is
 * one timer for a room, and none where nobody is listened for.
 */
export class Silence {
  readonly #options: SilenceOptions;
  #cancel: (() => void) | undefined;
  /** Since when somebody is there to be heard by, in ms of the clock. */
  #since = 0;
  #wasShared = false;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** Somebody came, went, or is active now. */
  watch(): void {
    const { clock, people } = this.#options;
    const isShared = people.size > 1;
    if (isShared && !this.#wasShared) this.#since = clock.now();
    this.#wasShared = isShared;
    if (isShared) this.#cancel ??= clock.after(BEAT_MS, () => this.#listen());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #listen(): void {
    this.#cancel = undefined;
    const { clock, members, people, quietMs, onChange } = this.#options;
    // Who is alone says nothing, and there is nobody to be told.
    const longest = people.size > 1 ? clock.now() - this.#since : 0;
    let isListened = false;
    for (const { client, guest } of members) {
      const present = people.get(client);
      if (present === undefined) continue;
      const { silentMs } = guest;
      const isPromised = present.state === "active" && silentMs !== undefined;
      // What is under way when a link that blinked is back counts as heard in time.
      const isSilent = isPromised && Math.min(silentMs, longest) > quietMs + BEAT_MS;
      isListened ||= isPromised;
      if (isSilent === present.isSilent) continue;
      present.isSilent = isSilent;
      onChange(present);
    }
    if (isListened) this.watch();
  }
}
