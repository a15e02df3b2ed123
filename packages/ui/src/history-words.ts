/** What the player of a room's past says. Names come cut, and set apart where they run from right to left. */
export interface HistoryWords {
  readonly history: string;
  readonly loading: string;
  readonly nothing: string;
  /** Of a refusal or a lost link, by its code: why there is nothing. */
  readonly historyFailed: (code: string | undefined, message: string) => string;
  readonly tryAgain: string;
  readonly now: string;
  /** Says that this is not now, but `when`, as `momentOf` has it. */
  readonly lookingAt: (when: string) => string;
  /** A moment, seen from `now`. */
  readonly momentOf: (at: Date, now: Date) => string;
  readonly stepOf: (step: number, of: number) => string;
  readonly backToNow: string;
  readonly play: string;
  readonly pause: string;
  readonly stepBack: string;
  readonly stepOn: string;
  readonly scrub: string;
  readonly speed: string;
  readonly earlierChanges: string;
  readonly restoreAll: string;
  readonly restorePart: (name: string) => string;
  readonly restoreBy: (name: string) => string;
  readonly restored: (ops: number) => string;
  readonly nameMoment: string;
  readonly momentName: string;
  readonly save: string;
  readonly named: (name: string) => string;
  readonly closeHistory: string;
  readonly somebody: string;
}

/** English. */
export const historyWords: HistoryWords = {
  history: "History",
  loading: "Reading the history…",
  nothing: "Nothing has happened here yet",
  historyFailed: (code, message) => {
    if (code === "history.forbidden") return "You may not see the history of this page";
    if (code === "link.lost") return "The history cannot be read without a connection";
    return `The history cannot be read: ${message}`;
  },
  tryAgain: "Try again",
  now: "This is now",
  lookingAt: (when) => `You are looking at ${when}`,
  momentOf: (at, now) => {
    const time = at.toLocaleTimeString("en", {
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    const days = Math.round((dayOf(now) - dayOf(at)) / 86_400_000);
    if (days === 0) return `today ${time}`;
    if (days === 1) return `yesterday ${time.slice(0, 5)}`;
    return `${at.toLocaleDateString("en", { day: "numeric", month: "long", year: "numeric" })}, ${time.slice(0, 5)}`;
  },
  stepOf: (step, of) => `change ${step} of ${of}`,
  backToNow: "Back to now",
  play: "Play",
  pause: "Pause",
  stepBack: "One change back",
  stepOn: "One change on",
  scrub: "Moment",
  speed: "Speed",
  earlierChanges: "Earlier changes",
  restoreAll: "Restore everything",
  restorePart: (name) => `Restore ${name}`,
  restoreBy: (name) => `Take back what ${name} did since`,
  restored: (ops) => (ops === 0 ? "Everything is as it was then" : "Restored; undo takes it back"),
  nameMoment: "Name this moment",
  momentName: "Name of this moment",
  save: "Save",
  named: (name) => `Named ${name}`,
  closeHistory: "Close the history",
  somebody: "Somebody",
};

function dayOf(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
