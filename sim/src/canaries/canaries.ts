import type { Canary } from "./canary.ts";
import { ACTIVITY } from "./activity.ts";
import { ASKING } from "./asking.ts";
import { FEEDS } from "./feeds.ts";
import { INBOXES } from "./inboxes.ts";
import { SERIES } from "./series.ts";
import { ERASING } from "./erasing.ts";

export const CANARIES: { readonly [name: string]: Canary } = {
  "double-apply-after-resend": {
    file: "packages/server/src/room/room-seat.ts",
    line: "if (change.n <= last) return;",
    planted:
      "if (change.n <= last) return decisions.submit(people, this, change.n, change, bytes);",
    from: 10,
  },
  "ack-before-durable": {
    file: "packages/server/src/room/log-writer.ts",
    line: "written = store.append(room, after, entries, name, opsJson, posts);",
    planted: "written = Promise.resolve(void store.append(room, after, entries).catch(() => {}));",
  },
  "rollback-drops-later-work": {
    file: "packages/core/src/pending/replica.ts",
    line: "if (layer !== undefined) this.#drop(layer, (text) => this.pendingTexts?.refuse(text));",
    planted:
      "for (const later of this.row) if (Number(later.n) >= n) this.#drop(later, () => undefined);",
  },
  "no-seat-fence": {
    file: "packages/server/src/room/room.ts",
    line: "if (earlier !== undefined) this.#replace(earlier);",
    planted: "",
    from: 21,
  },
  "refused-typing-not-taken-back": {
    file: "packages/server/src/room/text-link.ts",
    line: 'this.#keep(unseens, { seq, edit: new Moving(delta), side: "right" });',
    planted: "",
  },
  "tie-by-log-order-on-one-side": {
    file: "packages/client/src/room/log.ts",
    line: 'this.#copy.client < client ? "left" : "right"',
    planted: '"right"',
  },
  "composed-past-the-last-own-entry": {
    file: "packages/client/src/room/log.ts",
    line: "const steps = list.length - own > MANY_ENTRIES ? own : list.length;",
    planted: "const steps = 0;",
  },
  "difference-not-told": {
    file: "packages/client/src/room/restart.ts",
    line: "for (const { id, field } of textEvents.watched()) {",
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
    line: 'this.#keep(unseens, { seq, edit: new Moving(delta), side: "right" });',
    planted: 'unseens.units.unshift({ seq, edit: new Moving(delta), side: "right" });',
  },
  "outcome-not-logged": {
    file: "packages/server/src/room/decisions.ts",
    line: "this.#writer.push({ entry, json, note,",
    planted: "if (verdict.ok) this.#writer.push({ entry, json, note,",
  },
  "let-in-before-migrated": {
    file: "packages/server/src/registry/load-room.ts",
    line: "await store.append(id, migration[0].seq - 1, migration);",
    planted: "void store.append(id, migration[0].seq - 1, migration).catch(() => {});",
  },
  "snapshot-forgets-version": {
    file: "packages/core/src/model/state-codec.ts",
    line: 'if (entry.kind === "migration") version = entry.version;',
    planted: "",
  },
  "several-attributes-in-any-order": {
    file: "packages/core/src/text/builder.ts",
    line: "inOrder(attributesOf(given))",
    planted: "attributesOf(given)",
  },
  "restore-leaves-the-other-at-its-key": {
    file: "packages/core/src/model/structure.ts",
    line: 'if (home?.kind === "map") takeKey(to, home, node);',
    planted: "",
  },
  "anchor-forgotten-while-pending": {
    file: "packages/core/src/pending/overlay.ts",
    line: "this.#own(box).insert(node, at, isHere ? anchor : undefined);",
    planted: "this.#own(box).insert(node, at, undefined);",
  },
  "restored-without-what-is-in-it": {
    file: "packages/core/src/model/structure.ts",
    line: "if (node.stub && op.record !== undefined) to.fill(node, op.record);",
    planted: "if (node.stub) node.stub = false;",
    from: 10,
  },
  "null-reads-as-absent": {
    file: "packages/core/src/pending/view.ts",
    line: "if (value !== undefined) view[name] = value;",
    planted: "if (value !== undefined && value !== null) view[name] = value;",
  },
  "retried-and-still-listed": {
    file: "packages/client/src/room/rejections.ts",
    line: "      drop();\n      return { local: undefined",
    planted: "      return { local: undefined",
  },
  "retried-under-old-ids": {
    file: "packages/client/src/room/renew.ts",
    line: "if (makes(op)) here.set(op.id, next());",
    planted: "",
  },
  "resubmitted-twice": {
    file: "packages/client/src/room/rejections.ts",
    line: "const written = write();",
    planted: "write(); const written = write();",
  },
  "discarded-and-made-again": {
    file: "packages/client/src/room/rejections.ts",
    line: "discard: drop,",
    planted: "discard: () => void (drop(), this.#again(whole, this.#names, strict)),",
  },
  "left-before-it-was-saved": {
    file: "packages/client/src/rooms.ts",
    line: `if (held.users > 0 || held.session.isBusy) return;
    // Not at once: whoever lets go of a room and takes it again in the same moment keeps it.
    this.host.clock.after(0, () => {
      if (held.users > 0 || held.session.isBusy || this.#held.get(name) !== held) return;`,
    planted: `if (held.users > 0) return;
    this.host.clock.after(0, () => {
      if (held.users > 0 || this.#held.get(name) !== held) return;`,
  },
  "rooms-hear-one-another": {
    file: "packages/client/src/rooms.ts",
    line: "if (session.isAt(message.seat)) {",
    planted: "{",
  },
  "one-page-a-user": {
    file: "packages/server/src/room/fence.ts",
    line: "const earlier = this.#claims.get(client);",
    planted:
      "const earlier = [...this.#claims.values()].find((claim) => claim.guest.user.id === user.id);",
  },
  "rights-never-looked-at-again": {
    file: "packages/server/src/session/rights-review.ts",
    line: "seat.revoke(refusal.code, refusal.message, isOut);",
    planted: "",
  },
  "token-not-renewed": {
    file: "packages/client/src/connection/token.ts",
    line: "this.#renewIn(every - age, every, asking);",
    planted: "",
  },
  "server-counts-what-is-durable": {
    file: "packages/server/src/room/written.ts",
    line: "ledger.head(author.client) + 1",
    planted: "ledger.durable(author.client) + 1",
  },
  "event-heard-by-its-sender": {
    file: "packages/server/src/room/company.ts",
    line: "if (seat === author || !isMeant) continue;",
    planted: "if (!isMeant) continue;",
  },
  "event-heard-by-one": {
    file: "packages/server/src/room/company.ts",
    line: "readers += 1;",
    planted: "if (++readers > 1) break;",
  },
  "left-link-not-heard": {
    file: "packages/client/src/connection/left-link.ts",
    line: 'if (message?.type === "event") this.#options.onEvent(message);\n      else if',
    planted: "if",
    from: 49128414,
  },
  "resumed-from-beyond-the-tail": {
    file: "packages/server/src/room/tail.ts",
    line: "return seq >= this.#start && (seq > 0 || !this.#isFilled);",
    planted: "return seq > 0 || !this.#isFilled;",
    from: 308,
  },
  "undo-takes-back-the-guess": {
    file: "packages/client/src/undo/undo-stacks.ts",
    line: "const ops = told ?? (step.isKnown ? undefined : replica.opsOf(n));",
    planted: "const ops = undefined;",
  },
  "undo-over-what-others-wrote": {
    file: "packages/core/src/undo/take-back.ts",
    line: "if (!equalJson(now, after) || equalJson(now, before)) return undefined;",
    planted: "if (equalJson(now, before)) return undefined;",
    from: 77,
  },
  "undo-takes-two-steps": {
    file: "packages/client/src/undo/undo-stacks.ts",
    line: "if (steps.length === 1) return steps.flatMap(take)[0];",
    planted:
      "if (steps.length === 1) { const [taken] = steps.flatMap(take); if (taken && from.length > 3) take(from[0]!); return taken; }",
  },
  "undone-move-goes-to-the-end": {
    file: "packages/core/src/undo/take-back.ts",
    line: "if (isThere(left)) return { after: left };",
    planted: 'if (isThere(left)) return "end";',
    from: 9,
  },
  "nested-without-end": {
    file: "packages/core/src/model/height.ts",
    line: "return heightOf(node) < levelsIn(owner);",
    planted: "return true;",
    from: 13,
  },
  "plain-values-moved-to-the-end": {
    file: "packages/core/src/model/structure.ts",
    line: "  to.enter(node, list, op.at);\n  return true;",
    planted: '  to.enter(node, list, "end");\n  return true;',
  },
  "begun-without-what-it-begins-with": {
    file: "packages/server/src/room/decisions.ts",
    line: "const { version, initial: ops = {} } = this.#options.room;",
    planted: "const { version } = this.#options.room; const ops = {};",
  },
  "what-leaned-comes-back-twice": {
    file: "packages/client/src/room/refusals.ts",
    line: "return lost === undefined ? all : notLeaningOn(lost, all);",
    planted: "return lost === undefined ? all : all;",
    from: 262,
  },
  "batch-counts-twice": {
    file: "packages/server/src/transports/http-link.ts",
    line: "if (n <= this.#batches) return true;",
    planted: "if (n <= this.#batches) this.#batches = n - 1;",
  },
  "polled-and-forgotten": {
    file: "packages/server/src/transports/poll-link.ts",
    line: "outlet.whenSent(() => answer.end());",
    planted: "outlet.whenSent(() => answer.end()); this.#kept = []; this.#keptBytes = 0;",
  },
  "stream-read-with-a-gap": {
    file: "packages/client/src/transports/event-reader.ts",
    line: 'this.#text = blocks.pop() ?? "";',
    planted: 'blocks.pop(); this.#text = "";',
  },
  "doubled-poll-counts-as-heard": {
    file: "packages/server/src/transports/poll-link.ts",
    line: "while (this.#kept[0] !== undefined && this.#kept[0].n <= after)",
    planted:
      "while (this.#kept[0] !== undefined && (this.#kept[0].n <= after || this.#isAnswering))",
    from: 6,
  },
  "cut-batch-posted-under-another-number": {
    file: "packages/client/src/transports/uplink.ts",
    line: "await this.#requests.post({ n }, batch, keepalive);",
    planted:
      "await this.#requests.post({ n }, batch, keepalive).catch(() => this.#requests.post({ n: ++this.#batches }, batch, keepalive));",
    from: 3,
  },
  "early-batch-forgotten": {
    file: "packages/server/src/transports/http-link.ts",
    line: "this.#early = body;",
    planted: "",
  },
  "silent-stream-kept": {
    file: "packages/client/src/connection/machine.ts",
    line: 'return [{ ...state, isAsked: true }, { type: "ping" }, { type: "timer", ms }];',
    planted: 'return [{ ...state, isAsked: false }, { type: "ping" }, { type: "timer", ms }];',
    from: 17,
  },
  "history-told-by-its-length-alone": {
    file: "packages/server/src/room/log-verdict.ts",
    line: "return log.at === undefined || log.at === at;",
    planted: "return true;",
    from: 9,
    worlds: "devices",
  },
  "deleted-room-is-taken-for-an-older-one": {
    file: "packages/server/src/room/log-verdict.ts",
    line: "if (log.deleted?.epochs.includes(last.epoch) === true)",
    planted: "if ((log.deleted?.epochs.length ?? 0) > 99)",
  },
  "queue-sent-under-a-new-identity": {
    file: "packages/client/src/device/adopt.ts",
    line: "const segment = { ...queue, stored: queue.client, offset: last - before, before };",
    planted:
      "const segment = { ...queue, stored: queue.client, client: [...writer.client].reverse().join(''), offset: last - before, before };",
    worlds: "devices",
  },
  "counter-used-again-after-a-reload": {
    file: "packages/client/src/device/adopt.ts",
    line: "copy.segments = [...segments, { ...writer, offset: last - writer.before }];",
    planted:
      "copy.segments = [...segments, { ...writer, ...segments.at(-1), end: Infinity, offset: segments.at(-1)?.offset ?? last - writer.before }];",
    worlds: "devices",
  },
  "taken-over-and-still-held": {
    file: "packages/server/src/room/locks.ts",
    line: "for (const lock of others) this.#end(lock);",
    planted: "",
    from: 10,
  },
  "lock-told-to-who-may-not-read-it": {
    file: "packages/server/src/room/locks.ts",
    line: ".filter(({ key }) => mayRead(rights, key));",
    planted: ";",
    from: 10,
  },
  "off-the-device-before-it-is-acknowledged": {
    file: "packages/client/src/device/own-queue.ts",
    line: "Math.max(after, pending.ended, this.#before)",
    planted: "Math.max(after, pending.ended, pending.sent, this.#before)",
    worlds: "devices",
  },
  "leaning-queue-sent-first": {
    file: "packages/client/src/device/rows.ts",
    line: "a.order - b.order",
    planted: "b.order - a.order",
    worlds: "devices",
  },
  "typed-into-what-is-on-the-device": {
    file: "packages/client/src/room/pending.ts",
    line: "last.data.n > Math.max(this.#sent, this.frozen)",
    planted: "last.data.n > this.#sent",
    worlds: "devices",
  },
  "counted-anew-where-the-log-went-back": {
    file: "packages/client/src/room/setbacks.ts",
    line: "goOn(copy, this.refusals, this.rejections, now, ended, this.#report);",
    planted: `goOn(copy, this.refusals, this.rejections, now, ended, this.#report);
    const [first, ...others] = copy.segments;
    const left = copy.pending.all()[0]?.data.n ?? copy.pending.next;
    copy.pending.gone = undefined;
    copy.segments = [{ ...first, offset: first.offset + left - 1 - ended }, ...others];`,
    worlds: "devices",
  },
  "heard-as-somebody-else-and-not-minded": {
    file: "packages/client/src/device/earlier.ts",
    line: "seq >= this.#heardFrom && !this.#heardOf.has(stored)",
    planted: "seq >= this.#heardFrom",
    worlds: "devices",
  },
  "queue-of-a-dead-neighbour-waits-for-a-page-load": {
    file: "packages/client/src/device/neighbours.ts",
    line: "if (!this.#isClosed) this.#told.onGone();",
    planted: "if (this.#isClosed) this.#told.onGone();",
    worlds: "tabs",
  },
  "queue-of-a-dead-neighbour-is-taken-while-it-lives": {
    file: "packages/client/src/device/device.ts",
    line: "else if (locks === undefined || release !== undefined)",
    planted: "else if (client !== '')",
    worlds: "tabs",
  },
  "range-of-a-longer-copy-is-somebody-elses": {
    file: "packages/client/src/device/heard.ts",
    line: "if ((first ?? ack) + offset > end && ops !== undefined)",
    planted: "if (ack + offset > end && ops !== undefined)",
    worlds: "devices",
  },
  "range-is-acknowledged-by-its-last": {
    file: "packages/client/src/device/sent-as-one.ts",
    line: "(run?.bundle ?? new ChangeBundle(replica, first, n)).join();",
    planted: "run?.bundle.join();",
    worlds: "devices",
  },
  "past-ends-one-entry-early": {
    file: "packages/server/src/store/memory.ts",
    line: "return foldState(previous, this.#between(room, previous?.seq ?? 0, seq), keys);",
    planted: "return foldState(previous, this.#between(room, previous?.seq ?? 0, seq - 1), keys);",
  },
  "past-tells-what-may-not-be-read": {
    file: "packages/server/src/history/past.ts",
    line: "const found = await this.#store.stateAt(room, seq, read);",
    planted: "const found = await this.#store.stateAt(room, seq, true);",
    from: 7,
  },
  "restored-over-what-others-typed": {
    file: "packages/core/src/undo/without-user.ts",
    line: 'known.inverse = known.engine.cross(known.inverse, op.delta, "left")[0];',
    planted:
      "known.inverse = known.engine.compose(known.engine.invert(op.delta, this.state.text(this.state.nodes.get(op.id)!, op.field)), known.inverse);",
  },
  "colour-of-two": {
    file: "packages/server/src/identity/faces.ts",
    line: "if (this.#colors.has(color)) return false;",
    planted: "if (isChoosy) return true;",
  },
  "who-leaves-a-cell-stays": {
    file: "packages/server/src/room/crowd/level.ts",
    line: 'if (before !== undefined) this.#runOf(before, "left").unseen(place);',
    planted: "",
  },
  "who-comes-into-a-cell-is-not-told": {
    file: "packages/server/src/room/crowd/level.ts",
    line: 'this.#runOf(cell, "moved").at(place, to, this.#grid);',
    planted: "",
  },
  "names-of-moments-are-moments": {
    file: "packages/server/src/room/versions.ts",
    line: "if (this.#all[i]?.seq === at) at -= 1;",
    planted: "if (this.#all[i]?.seq === at) return at;",
  },
  "dropped-before-the-snapshot-is-there": {
    file: "packages/server/src/retention/sweep-room.ts",
    line: "      await store.saveMoment(room, seq);",
    planted: "      void store.saveMoment(room, seq).catch(() => undefined);",
  },
  "a-named-moment-goes-with-its-entries": {
    file: "packages/server/src/retention/sweep-room.ts",
    line: "if (seq > floor && seq <= upTo && !kept.has(seq))",
    planted: "if (seq === upTo && !kept.has(seq))",
  },
  "a-moment-that-is-gone-gets-a-name": {
    file: "packages/server/src/history/past.ts",
    line: "if (seq >= floor || seq === 0 || (await this.#store.loadSnapshot(room, seq))?.seq === seq)",
    planted: "if (floor >= 0)",
  },
  "a-follower-writes-again": {
    file: "packages/server/src/room/write-once.ts",
    line: "if (decisions.ledger.head(client) >= n) {",
    planted: "if (decisions.ledger.head(client) > n) {",
  },
  "a-follower-goes-on-before-its-writes-are-kept": {
    file: "packages/server/src/followers/in-room.ts",
    line: "await this.#save({ cursors: [cursor], add: kept });",
    planted: "await this.#save({ cursors: [cursor] }); await this.#save({ add: kept });",
  },
  // A page throws in a task that nobody waits for.
  "thrown-where-nobody-waits": {
    file: "packages/core/src/undo/without-user.ts",
    line: 'known.inverse = known.engine.cross(known.inverse, op.delta, "left")[0];',
    planted: "known.inverse = [...known.inverse];",
  },
  ...ERASING,
  ...ACTIVITY,
  ...ASKING,
  ...SERIES,
  ...FEEDS,
  ...INBOXES,
};
