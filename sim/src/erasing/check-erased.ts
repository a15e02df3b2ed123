import { toJSON } from "@alongside/core";
import type { Store } from "@alongside/server";
import { Broken } from "../checkers/broken.ts";
import { checkSealed } from "../checkers/sealed.ts";
import { firstDifference } from "../checkers/difference.ts";
import { type ErasingServer, FOLLOWER } from "./erasing-server.ts";
import { Paper, ROOM } from "./paper.ts";
import type { Page, Profile } from "./profile.ts";
import type { Words } from "./words.ts";

/** Throws `Broken` where words of somebody erased are anywhere, where others' are lost or doubled, or where people see different things. */
export async function checkErased(
  { server, disk }: ErasingServer,
  words: Words,
  profiles: readonly Profile[],
): Promise<void> {
  const none = (where: string, what: string): void => {
    const [word] = words.erasedIn(what);
    if (word !== undefined)
      throw new Broken(`${where} has ${word.letter} of ${word.by}, who was erased: ${what}`);
  };
  const store = disk.open();
  const left = await store.erasures();
  if (left.length > 0) throw new Broken(`${left[0]?.user} is still to be erased`);
  for (const [where, what] of await storedIn(store)) none(where, what);
  await checkSealed(store, ROOM);
  const stored = await server.hub.room(Paper, "r").read();
  const truth = toJSON(stored);
  const text = JSON.stringify(truth);
  const [doubled] = words.doubledIn(text);
  if (doubled !== undefined) throw new Broken(`${doubled.letter} of ${doubled.by} is there twice`);
  const [lost] = words.lostIn(text);
  if (lost !== undefined)
    throw new Broken(
      `${lost.letter} of ${lost.by}, written in generation ${lost.generation}, was safe and is lost`,
    );
  for (const { name, page, device } of profiles) {
    if (page === undefined) throw new Broken(`${name} has no page`);
    checkPage(name, page, truth, none);
    for (const row of device.rows())
      none(`the device of ${name}, in ${row.kind}`, JSON.stringify(row));
  }
}

function checkPage(
  name: string,
  { room }: Page,
  truth: unknown,
  none: (where: string, what: string) => void,
): void {
  const { name: status, pending, saved, reason } = room.status.get();
  if (status !== "live" || pending > 0 || saved !== "server")
    throw new Broken(`${name} is ${status}, with ${pending} pending: ${reason}`);
  const difference = firstDifference(toJSON(room.get()), truth);
  if (difference !== undefined) throw new Broken(`${name} and the server differ: ${difference}`);
  none(`the page of ${name}`, JSON.stringify(toJSON(room.get())));
  none(`what ${name} was refused`, JSON.stringify(room.rejected.get()));
  none(`what ${name} has of a log that went back`, JSON.stringify(room.rewound.get() ?? null));
}

/** All that a store has of the room, and of what is kept for followers. */
async function storedIn(
  store: Store,
): Promise<readonly (readonly [where: string, what: string])[]> {
  const found: (readonly [string, string])[] = [];
  const { floor, head } = await store.outside(ROOM, {});
  for await (const entry of store.read(ROOM, floor))
    found.push([`entry ${entry.seq}`, JSON.stringify(entry)]);
  for (let at = Infinity; ;) {
    // oxlint-disable-next-line no-await-in-loop -- the one before it
    const snapshot = await store.loadSnapshot(ROOM, at);
    if (snapshot === undefined) break;
    const { seq, state, trash, ledger, parts } = snapshot;
    found.push([`the snapshot at ${seq}`, [...state.values(), trash, ledger].join("\n")]);
    for (const part of Object.keys(Object.fromEntries(parts ?? []))) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const bytes = await store.loadPart(ROOM, seq, part);
      found.push([`the part ${part} of the snapshot at ${seq}`, new TextDecoder().decode(bytes)]);
    }
    at = seq - 1;
  }
  for (let seq = Math.max(floor, 1); seq <= head; seq += 3) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { state, trash, ledger } = await store.stateAt(ROOM, seq, true);
    found.push([`the state at ${seq}`, [...state.values(), trash, ledger].join("\n")]);
  }
  for (const kind of ["write", "letter"] as const)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (const kept of await store.kept(FOLLOWER, kind))
      found.push([`a ${kind} that is kept for the follower`, kept.body]);
  return found;
}
