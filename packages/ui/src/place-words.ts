import type { FollowEnd } from "@alongside/client/follow";

/** What is said of where people are. Names come cut. */
export interface PlaceWords {
  /** What the buttons at the edges are, that name people out of sight. */
  readonly outOfSight: string;
  /** What such a button does. */
  readonly goThere: (names: readonly string[]) => string;
  /** What the banner says while somebody is followed. */
  readonly youFollow: (name: string) => string;
  readonly stopFollowing: string;
  /** What is said when that is over, by why it is. */
  readonly followEnded: { readonly [why in FollowEnd]: (name: string) => string };
  readonly followYou: (names: readonly string[]) => string;
}

/** English. */
export const placeWords: PlaceWords = {
  outOfSight: "People out of sight",
  goThere: (names) => `Go to ${listed(names)}`,
  youFollow: (name) => `You follow ${name}`,
  stopFollowing: "Stop",
  followEnded: {
    stopped: noLonger,
    moved: noLonger,
    left: (name) => `${name} has left`,
    chain: (name) => `${name} follows somebody else now`,
    cycle: (name) => `${name} follows you`,
  },
  followYou: (names) => `${listed(names)} ${names.length === 1 ? "follows" : "follow"} you`,
};

function noLonger(name: string): string {
  return `You no longer follow ${name}`;
}

/** "Ada", "Ada and Ben", "Ada, Ben and 3 others". */
function listed([first = "", second, ...others]: readonly string[]): string {
  if (second === undefined) return first;
  if (others.length === 0) return `${first} and ${second}`;
  return `${first}, ${second} and ${others.length === 1 ? others[0] : `${others.length} others`}`;
}
