import { roomId } from "@alongside/core/engine";
import { Board } from "../app/board.ts";
import { GRANTS } from "../app/access.ts";
import type { Actor } from "../people/actor.ts";
import { pickWeighted, type Weighted } from "../people/acts/act.ts";
import type { Network } from "../network/network.ts";
import type { SimServer } from "../server/server.ts";
import { editOnServer } from "../server/server-edits.ts";
import type { Surroundings } from "../surroundings.ts";

/** What a misfortune may strike. */
export interface Stage {
  readonly around: Surroundings;
  readonly network: Network;
  readonly server: SimServer;
  readonly actors: readonly Actor[];
  /** Whether the disk goes back in time in this world, and rooms are deleted. */
  readonly hasLosses: boolean;
  /** Whether rights change in this world. */
  readonly hasRevocations: boolean;
  readonly rooms: readonly string[];
  note(line: string): void;
  reload(actor: Actor): void;
  openTab(person: number): void;
  closeTab(actor: Actor): void;
}

/** One thing that happens to somebody. */
type Misfortune = (stage: Stage, actor: Actor) => void;

/** More pages than this are not opened. */
const MANY_PAGES = 4;

const cut: Misfortune = ({ around, network, note }, { number }) => {
  const isHalfOpen = around.random.chance(0.4);
  if (!network.cut(number, isHalfOpen)) return;
  note(`cut ${number}`);
  around.faults.count("disconnect");
  if (isHalfOpen) around.faults.count("half-open");
};

const partition: Misfortune = ({ around, network }, { number }) => {
  network.partition(number);
  around.faults.count("partition");
  around.time.after(around.random.between(100, 5000), () => network.heal(number));
};

const stall: Misfortune = ({ around, network }, { number }) => {
  if (network.stall(number, around.random.between(500, 5000))) around.faults.count("slow-reader");
};

/** Leaves a room, or comes to one; some leave and come back in the same moment. */
const wander: Misfortune = ({ around, rooms, note }, actor) => {
  const { random, faults } = around;
  const id = random.pick(rooms);
  if (actor.hands.has(id)) {
    note(`${actor.number} leaves ${id}`);
    actor.leave(id);
    faults.count("left-room");
    if (random.chance(0.7)) return;
  }
  note(`${actor.number} joins ${id}`);
  actor.join(id);
  if (id !== rooms[0]) faults.count("second-room");
};

const tab: Misfortune = (stage, actor) => {
  const { around, actors, openTab, closeTab } = stage;
  const hasOther = actors.some((one) => one !== actor && one.person === actor.person);
  if (hasOther) {
    around.faults.count("closed-tab");
    closeTab(actor);
  } else if (actors.length < MANY_PAGES) {
    around.faults.count("second-tab");
    openTab(actor.person);
  }
};

/** A user may do something else from now on. Whoever may do nothing is asked to try again when they may. */
const grant: Misfortune = ({ around, server, hasRevocations, actors, note }, { user }) => {
  if (!hasRevocations) return;
  const { random, access, faults, time } = around;
  const now = random.chance(0.4) ? "write" : random.pick(GRANTS);
  note(`${user} may ${JSON.stringify(now)}`);
  access.change(user, now);
  faults.count("rights-changed");
  // Otherwise they are looked at again with the next token.
  if (random.chance(0.6))
    server.hub?.review({ user }).catch((error: unknown) => note(`review: ${String(error)}`));
  if (now !== "none") return;
  time.after(random.between(500, 4000), () => {
    access.change(user, "write");
    note(`${user} may write again`);
    for (const { user: one, client } of actors) if (one === user) client.retry();
  });
};

const editHere: Misfortune = ({ around, server, rooms }) => {
  if (server.hub !== undefined)
    editOnServer(server.hub, server.definition, around.random.pick(rooms), around);
};

const backUp: Misfortune = ({ hasLosses, server }) => {
  if (hasLosses) server.backUp();
};

const goBack: Misfortune = ({ hasLosses, server }) => {
  if (hasLosses) server.goBack();
};

/** A room is deleted. Whoever is told so comes back after a while, to a new one. */
const deleteRoom: Misfortune = ({ around, hasLosses, server, rooms, note }) => {
  if (!hasLosses || server.hub === undefined || around.random.chance(0.05)) return;
  // Mostly the one that everybody is in.
  const id = (around.random.chance(0.8) ? rooms[0] : rooms[1]) ?? "";
  note(`${id} is to be deleted`);
  server.hub.rooms
    .delete(roomId(Board.name, id))
    .catch((error: unknown) => note(`delete: ${String(error)}`));
};

const MISFORTUNES: Weighted<Misfortune | undefined> = [
  [25, cut],
  [10, partition],
  [10, stall],
  [12, ({ server }) => server.crash()],
  [5, ({ server }) => server.restart()],
  [6, (stage, actor) => stage.reload(actor)],
  [10, wander],
  [6, tab],
  [8, grant],
  [10, editHere],
  [6, backUp],
  [4, goBack],
  [2, deleteRoom],
  [15, undefined],
];

/** Lets something go wrong, or changes what nobody at a page has asked for. */
export function befall(stage: Stage): void {
  const { random } = stage.around;
  pickWeighted(MISFORTUNES, random)?.(stage, random.pick(stage.actors));
}
