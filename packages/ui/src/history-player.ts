import { type Clock, systemClock } from "@alongside/core/engine";
import { attribute, element } from "./element.ts";
import type { ShownPerson } from "./face.ts";
import { historyColor } from "./history-color.ts";
import { type HistoryWords, historyWords } from "./history-words.ts";
import { type Flag, HistoryTrack } from "./history-track.ts";
import { type Given, listenTo, type Part, valueOf } from "./part.ts";
import { Playback } from "./playback.ts";
import { apart } from "./said.ts";
import { shownName } from "./person.ts";

/** The past as a player needs it: what `openTrack` of `@alongside/client/history` has. */
export interface ShownTrack {
  readonly name: "loading" | "ready" | "failed";
  readonly why: { readonly code: string | undefined; readonly message: string } | undefined;
  readonly start: number;
  readonly changes: readonly ShownChange[];
  readonly versions: readonly { readonly seq: number; readonly name: string }[];
  readonly hasEarlier: boolean;
  readonly isBusy: boolean;
}

interface ShownChange {
  readonly seq: number;
  readonly at: Date;
  readonly by: { readonly id: string; readonly name?: string } | undefined;
  readonly words: string;
}

/** What somebody wants back from the moment that is shown. */
export type WantedBack =
  | { readonly what: "all" }
  | { readonly what: "part"; readonly id: string }
  | { readonly what: "by"; readonly id: string };

/** Options of {@link historyPlayer}. `seq` is the number of an entry of the room's log. */
export interface HistoryPlayerOptions {
  readonly track: Given<ShownTrack>;
  /** The entry that is shown; undefined for now. */
  readonly seq: number | undefined;
  /** Called with the entry to show, undefined for now. In a frame at most once. */
  readonly onSeek: (seq: number | undefined) => void;
  readonly onClose: () => void;
  readonly earlier: () => void;
  readonly refresh: () => void;
  /** Who is here: for names and colours. */
  readonly people?: Given<readonly ShownPerson[]> | undefined;
  /** Brings something back; without it nothing can be. Resolves with how much it took; what it rejects with is said. */
  readonly restore?:
    | ((wanted: WantedBack, seq: number) => Promise<{ readonly ops: number }>)
    | undefined;
  /** Gives the moment a name. */
  readonly name?: ((seq: number, name: string) => Promise<unknown>) | undefined;
  /** A record that may be brought back by itself. */
  readonly part?: { readonly id: string; readonly name: string } | undefined;
  readonly words?: Partial<HistoryWords> | undefined;
  /** @default the machine's */
  readonly clock?: Clock | undefined;
}

const SPEEDS = [1, 4, 16, 64];

/** A button of the player. */
function button(name: string, run: () => void): HTMLButtonElement {
  const made = element("button", name);
  made.type = "button";
  made.addEventListener("click", run);
  return made;
}

/**
 * Plays a room's past: a slider with marks in people's colours and named moments, play and pause, step by step, and what brings something
 * back. It shows where one is and says where to go: the app shows the room. Keys while the focus is in it: arrows, Home and End, Space,
 * Escape.
 */
export function historyPlayer(
  parent: HTMLElement,
  options: HistoryPlayerOptions,
): Part<HistoryPlayerOptions> {
  let now = options;
  const { clock = systemClock } = options;
  const words = (): HistoryWords => ({ ...historyWords, ...now.words });
  const root = element("section", "player");
  const said = element("p", "player-said");
  said.setAttribute("role", "status");
  const detail = element("p", "player-detail");
  const problem = element("p", "player-problem");
  problem.setAttribute("role", "alert");
  const track = new HistoryTrack((flag) => seek(flag.step));
  const back = button("step-back", () => go(-1));
  const play = button("play", () => toggle());
  const on = button("step-on", () => go(1));
  const toNow = button("to-now", () => seek(Infinity));
  const close = button("close", () => now.onClose());
  const earlier = button("earlier", () => now.earlier());
  const again = button("again", () => now.refresh());
  const all = button("restore-all", () => bring({ what: "all" }));
  const one = button("restore-part", () => now.part && bring({ what: "part", id: now.part.id }));
  const by = button("restore-by", () => {
    const id = changeAt(step)?.by?.id;
    if (id !== undefined) bring({ what: "by", id });
  });
  const rename = button("name-moment", () => {
    form.hidden = !form.hidden;
    if (!form.hidden) field.focus();
  });
  const speed = element("select", "speed");
  for (const times of SPEEDS) speed.add(new Option(`${times}×`, String(times)));
  const field = element("input", "moment-name");
  field.maxLength = 80;
  const form = element("form", "name-form");
  const save = element("button", "save");
  save.type = "submit";
  form.append(field, save);
  form.hidden = true;
  const head = element("div", "player-head");
  head.append(said, toNow, close);
  const controls = element("div", "player-controls");
  controls.append(earlier, back, play, on, track.root, speed);
  const actions = element("div", "player-actions");
  actions.append(again, all, one, by, rename);
  root.append(head, detail, problem, controls, actions, form);

  let step = 0;
  let shown: ShownTrack | undefined;
  let frame: number | undefined;
  let last: number | undefined;
  let playback = new Playback();
  const calm =
    typeof matchMedia === "function" ? matchMedia("(prefers-reduced-motion: reduce)") : undefined;

  const changeAt = (at: number): ShownChange | undefined => shown?.changes[at - 1];
  const end = (): number => shown?.changes.length ?? 0;
  const people = (): readonly ShownPerson[] =>
    now.people === undefined ? [] : valueOf(now.people);

  function nameOf(user: ShownChange["by"]): string {
    const here = people().find((person) => person.user.id === user?.id)?.user.name;
    return apart(shownName(here ?? user?.name ?? words().somebody));
  }

  function stepOf(seq: number | undefined): number {
    if (seq === undefined || shown === undefined) return end();
    return shown.changes.findLastIndex((change) => change.seq <= seq) + 1;
  }

  /** Goes to a step; the last one is now. */
  function seek(to: number): void {
    step = Math.max(0, Math.min(end(), to));
    problem.textContent = "";
    now.onSeek(step === end() ? undefined : (changeAt(step)?.seq ?? shown?.start));
    showPlace();
  }

  function go(steps: number): void {
    pause();
    seek(step + steps);
  }

  function pause(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
    showPlace();
  }

  function toggle(): void {
    if (frame !== undefined) return pause();
    if (step >= end()) seek(0);
    last = undefined;
    playback = new Playback();
    frame = requestAnimationFrame(turn);
    showPlace();
  }

  function turn(time: number): void {
    frame = requestAnimationFrame(turn);
    // A tab that was hidden goes on where it was.
    const ms = last === undefined ? 0 : Math.min(250, time - last);
    last = time;
    const steps = playback.advance(ms, Number(speed.value), calm?.matches === true);
    if (steps > 0) seek(step + steps);
    if (step >= end()) pause();
  }

  function bring(wanted: WantedBack): void {
    const seq = changeAt(step)?.seq ?? shown?.start;
    if (seq === undefined || now.restore === undefined) return;
    pause();
    // What the person of this change did begins before it.
    const from = wanted.what === "by" ? Math.max(0, seq - 1) : seq;
    now.restore(wanted, from).then(
      ({ ops }) => tell(words().restored(ops)),
      (error: unknown) => tell(error instanceof Error ? error.message : String(error)),
    );
  }

  function tell(text: string): void {
    problem.textContent = text;
  }

  function showPlace(): void {
    const text = words();
    const change = changeAt(step);
    const isNow = step >= end();
    const isPlaying = frame !== undefined;
    track.input.value = String(step);
    const at = change?.at ?? shown?.changes[0]?.at;
    const when = at === undefined ? "" : text.momentOf(at, new Date(clock.now()));
    const line = isNow ? text.now : text.lookingAt(when);
    // While it plays nobody wants to have each second read out.
    attribute(said, "aria-live", isPlaying ? "off" : "polite");
    if (said.textContent !== line && shown?.name !== "loading") said.textContent = line;
    const did = change === undefined ? "" : `${nameOf(change.by)}: ${change.words}`;
    detail.textContent = end() === 0 ? "" : `${text.stepOf(step, end())}${did && ` · ${did}`}`;
    attribute(track.input, "aria-valuetext", isNow ? text.now : `${when}, ${did}`);
    label(play, isPlaying ? text.pause : text.play);
    play.dataset["playing"] = String(isPlaying);
    root.dataset["now"] = String(isNow);
    back.disabled = step === 0;
    on.disabled = isNow;
    play.disabled = end() === 0;
    const canBring = now.restore !== undefined && !isNow && !isPlaying;
    all.hidden = !canBring;
    one.hidden = !canBring || now.part === undefined;
    by.hidden = !canBring || change?.by === undefined;
    rename.hidden = now.name === undefined || isPlaying || end() === 0;
    if (rename.hidden) form.hidden = true;
    toNow.hidden = isNow;
    one.textContent = now.part === undefined ? "" : text.restorePart(now.part.name);
    by.textContent = text.restoreBy(nameOf(change?.by));
  }

  function showTrack(): void {
    const text = words();
    const next = valueOf(now.track);
    const wasEnd = step >= end();
    const seq = now.seq ?? (wasEnd ? undefined : changeAt(step)?.seq);
    const before = shown;
    shown = next;
    step = stepOf(seq);
    if (before?.changes !== next.changes || before.versions !== next.versions) {
      const colors = colorsOf(next.changes, people());
      const flags = next.versions.flatMap((version, i): Flag[] =>
        version.seq < next.start
          ? []
          : [{ key: `${i}`, step: stepOf(version.seq), name: version.name }],
      );
      track.show(colors, flags);
    }
    root.dataset["state"] = next.name;
    again.hidden = next.name !== "failed";
    earlier.hidden = !next.hasEarlier;
    earlier.disabled = next.isBusy;
    const isEmpty = next.changes.length === 0;
    controls.hidden = isEmpty;
    // Keys go to the slider once it is there, where nobody has gone on meanwhile.
    if (!isEmpty && document.activeElement === root) track.input.focus({ preventScroll: true });
    if (next.name === "loading") said.textContent = text.loading;
    if (next.name === "failed") {
      const { code, message } = next.why ?? { code: undefined, message: "" };
      problem.textContent = text.historyFailed(code, message);
    } else if (before?.name === "failed") problem.textContent = "";
    showPlace();
    if (next.name === "ready" && isEmpty) said.textContent = text.nothing;
    if (next.name === "failed" && isEmpty) said.textContent = text.history;
  }

  function showWords(): void {
    const text = words();
    attribute(root, "aria-label", text.history);
    attribute(track.input, "aria-label", text.scrub);
    attribute(speed, "aria-label", text.speed);
    attribute(field, "aria-label", text.momentName);
    attribute(field, "placeholder", text.momentName);
    label(back, text.stepBack);
    label(on, text.stepOn);
    label(close, text.closeHistory);
    label(earlier, text.earlierChanges);
    toNow.textContent = text.backToNow;
    again.textContent = text.tryAgain;
    all.textContent = text.restoreAll;
    rename.textContent = text.nameMoment;
    save.textContent = text.save;
  }

  track.input.addEventListener("input", () => {
    if (frame !== undefined) pause();
    seek(Number(track.input.value));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = field.value.trim();
    const seq = changeAt(step)?.seq ?? shown?.start;
    if (name === "" || seq === undefined || now.name === undefined) return;
    now.name(seq, name).then(
      () => {
        form.hidden = true;
        field.value = "";
        tell(words().named(name));
      },
      (error: unknown) => tell(error instanceof Error ? error.message : String(error)),
    );
  });
  root.addEventListener("keydown", (event) => {
    const { target, key } = event;
    // The board behind it has keys of its own.
    event.stopPropagation();
    if (key === "Escape") {
      if (form.hidden) now.onClose();
      else form.hidden = true;
      return;
    }
    if (target === field || target === speed) return;
    const isButton = target instanceof HTMLButtonElement;
    if (key === " " && !isButton) toggle();
    else if (target !== track.input && key === "ArrowLeft") go(-1);
    else if (target !== track.input && key === "ArrowRight") go(1);
    else if (target !== track.input && key === "Home") go(-Infinity);
    else if (target !== track.input && key === "End") go(Infinity);
    else return;
    event.preventDefault();
  });
  const resize = (): void => track.draw();
  addEventListener("resize", resize);
  const listen = (): (() => void)[] => [
    listenTo(now.track, showTrack),
    ...(now.people === undefined ? [] : [listenTo(now.people, showPlace)]),
  ];
  let stops = listen();
  parent.append(root);
  root.tabIndex = -1;
  root.focus({ preventScroll: true });
  showWords();
  showTrack();
  return {
    update(patch) {
      const wasPast = now.seq !== undefined;
      now = { ...now, ...patch };
      // The app has gone back to now by itself.
      if (wasPast && now.seq === undefined) step = end();
      for (const stop of stops) stop();
      stops = listen();
      showWords();
      showTrack();
    },
    destroy() {
      for (const stop of stops) stop();
      removeEventListener("resize", resize);
      if (frame !== undefined) cancelAnimationFrame(frame);
      root.remove();
    },
  };
}

function label(target: HTMLElement, text: string): void {
  attribute(target, "aria-label", text);
  attribute(target, "title", text);
}

function colorsOf(
  changes: readonly ShownChange[],
  people: readonly ShownPerson[],
): readonly string[] {
  const known = new Map<string | undefined, string>();
  return changes.map(({ by }) => {
    const color = known.get(by?.id) ?? historyColor(by?.id, people);
    known.set(by?.id, color);
    return color;
  });
}
