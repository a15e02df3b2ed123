import { type Clock, systemClock } from "@alongside/core/engine";
import { element } from "./element.ts";
import type { ShownPerson } from "./face.ts";
import { Arrivals } from "./arrivals.ts";
import type { Part, Shown } from "./part.ts";
import { eachOnce, labelOf, nameOf } from "./said.ts";
import { type ShownStatus, statusText } from "./status-text.ts";
import { type Words, wordsOf } from "./words.ts";

/** What is said stays this long, for who reads the page line by line, in ms. */
const STAYS_MS = 10_000;
/** Nobody listens to more names than this. */
const NAMES = 20;

/** Options of {@link announcer}. */
export interface AnnouncerOptions<P extends ShownPerson = ShownPerson> {
  /** Who is here: `room.people`. Whoever is there with oneself at first is not announced. */
  readonly people: Shown<readonly P[]>;
  /** `room.status`: a lost connection is told, and one that is back. */
  readonly status?: Shown<ShownStatus> | undefined;
  /** Where somebody is, for who asks: "in the document". */
  readonly where?: ((person: P) => string | undefined) | undefined;
  /** Whether anything is said that was not asked for. @default true */
  readonly isOn?: boolean;
  /** Who comes and goes within this time is told of together, in ms. @default 3000 */
  readonly gatherMs?: number;
  readonly words?: Partial<Words> | undefined;
  /** @default the machine's */
  readonly clock?: Clock | undefined;
}

/** What reads out what happens. */
export interface Announcer<P extends ShownPerson = ShownPerson> extends Part<AnnouncerOptions<P>> {
  /** Says who is here and where, also while it is off, and returns what it says. */
  ask(): string;
  /** Has something said, when what is being said is over. Nothing while it is off. */
  say(text: string): void;
}

/**
 * Tells who cannot see the page who comes and goes, and of the connection, in one place that is not seen and read out when the reader
 * pauses. Many at once are one sentence: "3 people joined".
 */
export function announcer<P extends ShownPerson>(
  parent: HTMLElement,
  options: AnnouncerOptions<P>,
): Announcer<P> {
  let now = options;
  const root = element("div", "said");
  root.setAttribute("role", "status");
  root.setAttribute("aria-live", "polite");
  const timers = new Set<() => void>();
  const arrivals = new Arrivals();
  let wasLost = false;
  let flush: (() => void) | undefined;
  let stop = listen();

  function listen(): () => void {
    const stops = [now.people.subscribe(onPeople), now.status?.subscribe(onStatus)];
    return () => {
      for (const one of stops) one?.();
    };
  }

  function onPeople(): void {
    const { people, clock = systemClock, gatherMs = 3000 } = now;
    if (arrivals.take(people.get())) flush ??= clock.after(gatherMs, tell);
  }

  function tell(): void {
    flush = undefined;
    const words = wordsOf(now.words);
    const { joined, left } = arrivals.told();
    const names = (users: typeof joined) => users.map((user) => nameOf(user, words));
    if (joined.length > 0) say(words.joined(names(joined)));
    if (left.length > 0) say(words.left(names(left)));
  }

  function onStatus(): void {
    const status = now.status?.get();
    if (status === undefined) return;
    const isLost = status.name === "offline" || status.name === "refused";
    if (isLost === wasLost || (wasLost && status.name !== "live")) return;
    wasLost = isLost;
    const words = wordsOf(now.words);
    const { text, waiting } = statusText(status, undefined, words, 0);
    say(
      isLost ? words.about(waiting === undefined ? [text] : [text, waiting]) : words.connectedAgain,
    );
  }

  function say(text: string): void {
    if (now.isOn !== false) put(text);
  }

  function put(text: string): void {
    const line = element("p", "said-line", text);
    root.append(line);
    const cancel = (now.clock ?? systemClock).after(STAYS_MS, () => {
      timers.delete(cancel);
      line.remove();
    });
    timers.add(cancel);
  }

  arrivals.take(now.people.get());
  parent.append(root);
  return {
    update(patch) {
      now = { ...now, ...patch };
      stop();
      stop = listen();
      onPeople();
      onStatus();
    },
    destroy() {
      stop();
      flush?.();
      for (const cancel of timers) cancel();
      root.remove();
    },
    ask() {
      const words = wordsOf(now.words);
      const all = eachOnce(now.people.get());
      const labels = all
        .slice(0, NAMES)
        .map((person) => labelOf(person, words, now.where?.(person)));
      const said = words.whoIsHere(labels, all.length);
      put(said);
      return said;
    },
    say,
  };
}
