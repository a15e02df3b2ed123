/** A planted bug: one line of shipped code, changed. A simulator that does not catch it proves nothing. */
export interface Canary {
  /** The end of the file's path. */
  readonly file: string;
  readonly line: string;
  readonly planted: string;
}

export const CANARIES: { readonly [name: string]: Canary } = {
  "double-apply-after-resend": {
    file: "packages/server/src/session/seat.ts",
    line: "if (change.n <= last) return;",
    planted: "",
  },
  "ack-before-durable": {
    file: "packages/server/src/room/log-writer.ts",
    line: "written = store.append(room, after, entries);",
    planted: "written = Promise.resolve(void store.append(room, after, entries).catch(() => {}));",
  },
  "rollback-drops-later-work": {
    file: "packages/core/src/model/replica.ts",
    line: "if (layer !== undefined) this.#drop(layer, (text) => this.texts?.refuse(text));",
    planted:
      "for (const later of this.#row) if (Number(later.rank) >= id) this.#drop(later, () => undefined);",
  },
  "no-session-fence": {
    file: "packages/server/src/session/hub.ts",
    line: 'earlier?.close("session.replaced", "The same client connected again");',
    planted: "",
  },
  "refused-typing-not-taken-back": {
    file: "packages/server/src/room/text-link.ts",
    line: 'unseens.units.push({ seq, edit: new Moving(delta), side: "right" });',
    planted: "",
  },
  "tie-by-log-order-on-one-side": {
    file: "packages/client/src/room/room.ts",
    line: 'this.#host.id < client ? "left" : "right"',
    planted: '"right"',
  },
  "composed-past-the-last-own-entry": {
    file: "packages/client/src/room/room.ts",
    line: "const steps = list.length - own > MANY_ENTRIES ? own : list.length;",
    planted: "const steps = 0;",
  },
  "difference-not-told": {
    file: "packages/client/src/room/changes.ts",
    line: "for (const { id, field } of this.texts.watched()) {",
    planted: "for (const { id, field } of [] as { id: string; field: string }[]) {",
  },
  "edit-not-told": {
    file: "packages/client/src/room/text-events.ts",
    line: "if (!this.listeners.isEmpty) this.#queue.push(event);",
    planted: "if (event.isOwn || event.delta?.length !== 1) this.#queue.push(event);",
  },
  "guess-not-told": {
    file: "packages/core/src/text/pending-texts.ts",
    line: "if (slot === undefined) this.#tell(id, field, delta);",
    planted: "if (slot === undefined) continue;",
  },
  "outcome-out-of-place": {
    file: "packages/server/src/room/text-link.ts",
    line: 'unseens.units.push({ seq, edit: new Moving(delta), side: "right" });',
    planted: 'unseens.units.unshift({ seq, edit: new Moving(delta), side: "right" });',
  },
  "outcome-not-logged": {
    file: "packages/server/src/room/room.ts",
    line: "this.#writer.push({ entry,",
    planted: "if (verdict.ok) this.#writer.push({ entry,",
  },
  "let-in-before-migrated": {
    file: "packages/server/src/session/hub.ts",
    line: "await store.append(id, migration[0].seq - 1, migration);",
    planted: "void store.append(id, migration[0].seq - 1, migration).catch(() => {});",
  },
  "snapshot-forgets-version": {
    file: "packages/core/src/model/state-codec.ts",
    line: 'if (entry.kind === "migration") version = entry.version;',
    planted: "",
  },
};
