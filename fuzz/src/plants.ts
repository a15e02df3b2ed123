/** A line of shipped code, changed. */
interface Edit {
  /** The end of the file's path. */
  readonly file: string;
  readonly line: string;
  readonly planted: string;
}

/** A guard that is taken away: its attack has to find that. A fuzzer that does not proves nothing. */
export interface Plant {
  readonly attack: string;
  readonly edits: readonly Edit[];
}

function plant(attack: string, file: string, line: string, planted: string): Plant {
  return { attack, edits: [{ file, line, planted }] };
}

export const PLANTS: { readonly [name: string]: Plant } = {
  "unheard-upgrades": {
    attack: "broken-upgrades",
    edits: [
      {
        file: "packages/server/src/http/upgrades.ts",
        line: 'socket.on("error", ignore);',
        planted: "",
      },
      {
        file: "packages/server/src/http/upgrades.ts",
        line: 'return endpointOf(request) === path && request.headers.upgrade?.toLowerCase() === "websocket";',
        planted: "return true;",
      },
      {
        file: "packages/server/src/http/attach.ts",
        line: "if (this.#endpoints.has(path)) return asksForWebSocket(request, path);",
        planted: "return true;",
      },
    ],
  },
  "every-upgrade-is-taken": plant(
    "other-upgrades",
    "packages/server/src/server.ts",
    "server.shouldUpgradeCallback = (request) => asksForWebSocket(request, LIVE_PATH);",
    "",
  ),
  "nothing-is-a-tuple": plant(
    "twisted-frames",
    "packages/core/src/protocol/shape.ts",
    "  max: number = min,\n): readonly unknown[] {\n  if (!Array.isArray(value))",
    "  max: number = min,\n): readonly unknown[] {\n  if (value === undefined)",
  ),
  "bombs-are-parsed": plant(
    "bombs",
    "packages/core/src/protocol/peek.ts",
    "if (frame.length <= SHORT) return undefined;",
    "return undefined;",
  ),
  "ticks-throw": {
    attack: "deep-previews",
    edits: [
      {
        file: "packages/server/src/room/judge.ts",
        line: "return checked.ok ? without(ops, checked.void) : undefined;",
        planted: "return ops;",
      },
      {
        file: "packages/server/src/room/room.ts",
        line: "  readonly #guard = (fn: () => void): void => {\n    try {",
        planted:
          "  readonly #guard = (fn: () => void): void => {\n    if (fn) return fn();\n    try {",
      },
      {
        file: "packages/server/src/room/room.ts",
        line: "  readonly #attend = (member: Member, fn: () => void): void => {\n    try {",
        planted:
          "  readonly #attend = (member: Member, fn: () => void): void => {\n    if (member) return fn();\n    try {",
      },
    ],
  },
  "refused-previews-are-shown": plant(
    "refused-previews",
    "packages/server/src/room/judge.ts",
    "return checked.ok ? without(ops, checked.void) : undefined;",
    "return ops;",
  ),
  "previews-without-bound": {
    attack: "large-previews",
    edits: [
      {
        file: "packages/server/src/limits.ts",
        line: "  previewBytes: {\n    value: 256 * 1024,",
        planted: "  previewBytes: {\n    value: 1e12,",
      },
      {
        file: "packages/server/src/limits.ts",
        line: "roomPreviewBytes: {\n    value: 4 * 1024 * 1024,",
        planted: "roomPreviewBytes: {\n    value: 1e12,",
      },
    ],
  },
  "the-dropped-stay": plant(
    "large-presence",
    "packages/server/src/room/people.ts",
    "if (this.#dropped.size <= MAX_DROPPED && bytes <= DROPPED_BYTES) return;",
    "return;",
  ),
  "carried-each-time": {
    attack: "repeated-restores",
    edits: [
      {
        file: "packages/core/src/change/told.ts",
        line: "if (this.#known?.has(node) === true || this.#restored?.has(node) === true) return op;",
        planted: "",
      },
      {
        file: "packages/core/src/change/told.ts",
        line: "export const MAX_ADDED = 16 * 1024 * 1024;",
        planted: "export const MAX_ADDED = Infinity;",
      },
    ],
  },
  "heights-are-walked": plant(
    "deep-moves",
    "packages/core/src/model/height.ts",
    "return heightOf(node) < levelsIn(owner);",
    "const walk = (at: Node): number => { let most = 0; for (const box of at.lists?.values() ?? []) for (const child of box.order) most = Math.max(most, 1 + walk(child)); return most; }; return walk(node) < levelsIn(owner);",
  ),
  "lists-are-walked": plant(
    "crowded-places",
    "packages/core/src/model/order.ts",
    'let index = at === "start" ? 0 : chunks.length - 1;',
    'let index = [...this].indexOf(item) < 0 && at === "start" ? 0 : chunks.length - 1;',
  ),
  "crossings-without-bound": {
    attack: "long-crossings",
    edits: [
      {
        file: "packages/server/src/room/text-link.ts",
        line: "export const MAX_STEPS = 200_000;",
        planted: "export const MAX_STEPS = Infinity;",
      },
      {
        file: "packages/server/src/room/text-link.ts",
        line: "export const MAX_UNSEEN_BYTES = 8 * 1024 * 1024;",
        planted: "export const MAX_UNSEEN_BYTES = Infinity;",
      },
    ],
  },
  "bodies-without-bound": {
    attack: "endless-bodies",
    edits: [
      {
        file: "packages/server/src/transports/http-link.ts",
        line: 'this.#drop(isRoom ? n : first, 409, "Another request brings the batch");',
        planted: "",
      },
      {
        file: "packages/server/src/limits.ts",
        line: "unfinishedBytesPerAddress: {\n    value: 32 * 1024 * 1024,",
        planted: "unfinishedBytesPerAddress: {\n    value: 1e12,",
      },
    ],
  },
  "greetings-without-bound": {
    attack: "loud-strangers",
    edits: [
      {
        file: "packages/core/src/protocol/hello.ts",
        line: "export const GREETING_BYTES = 64 * 1024;",
        planted: "export const GREETING_BYTES = 1e9;",
      },
      {
        file: "packages/server/src/limits.ts",
        line: "greetingBytes: {\n    value: 16 * 1024 * 1024,",
        planted: "greetingBytes: {\n    value: 1e12,",
      },
    ],
  },
  "links-without-bound": plant(
    "left-links",
    "packages/server/src/transports/endpoint.ts",
    "if (!this.#connections.add(link.address)) {",
    "if (!this.#connections.add(link.address) && link.address === ``) {",
  ),
  "the-deaf-are-waited-for": plant(
    "deaf-readers",
    "packages/server/src/transports/link.ts",
    "if (this.isStuck(now, slowMs))",
    "if (this.isStuck(now, Infinity))",
  ),
  "deaf-listeners-are-waited-for": plant(
    "deaf-listeners",
    "packages/server/src/api/write-out.ts",
    "const cancel = clock.after(slowMs, () => response.destroy());",
    "const cancel = clock.after(slowMs, () => undefined);",
  ),
  "deaf-streams-are-waited-for": plant(
    "deaf-streams",
    "packages/server/src/transports/stream-link.ts",
    "return this.#outlet.isStuck(now, ms);",
    "return now < 0 && this.#outlet.isStuck(now, ms);",
  ),
  "checksums-are-looked-past": plant(
    "damaged-imports",
    "packages/server/src/rooms/read-export.ts",
    'if (end["sha256"] !== this.#digest.digest("hex"))',
    'if (end["sha256"] === this.#digest)',
  ),
  "empty-rooms-stay": {
    attack: "passed-rooms",
    edits: [
      {
        file: "packages/server/src/registry/opened-rooms.ts",
        line: "if (room.isUntouched && room.release()) return;",
        planted: "",
      },
      {
        file: "packages/server/src/registry/empty-rooms.ts",
        line: "if (rooms.size > this.#ofAddress) this.#release(rooms, address);",
        planted: "",
      },
    ],
  },
  "strangers-hear-all": plant(
    "loud-errors",
    "packages/server/src/session/access.ts",
    'throw new Refused("auth.unavailable", "Who is calling could not be checked just now");',
    'throw new Refused("auth.unavailable", String(error));',
  ),
  "hidden-records-are-told": plant(
    "hidden-records",
    "packages/core/src/change/subject.ts",
    "if (!mayRead(author, node.key)) return undefined;",
    "",
  ),
  "the-revoked-stay": plant(
    "revoked-writers",
    "packages/server/src/session/hub.ts",
    "await Promise.all(sessions.map((session) => session.endAccess()));",
    "",
  ),
  "any-page-may": plant(
    "strange-pages",
    "packages/server/src/server.ts",
    'origins = authenticate ? "same-host" : "local",',
    'origins = "any",',
  ),
  "an-address-is-enough": plant(
    "read-addresses",
    "packages/server/src/transports/http-links.ts",
    "const link = this.#bySecret.get(secret);",
    "const link = this.#bySecret.get(secret) ?? [...this.#bySecret.values()].at(-1);",
  ),
  "posts-without-a-number": plant(
    "odd-requests",
    "packages/server/src/transports/http-ask.ts",
    "if (text === undefined || !/^\\d{1,15}$/.test(text))",
    "if (text === undefined && absent !== undefined)",
  ),
  "left-rooms-count": plant(
    "too-many-rooms",
    "packages/server/src/session/seats.ts",
    "this.#seats.delete(seat);",
    "",
  ),
  "always-well": plant(
    "held-disk",
    "packages/server/src/http/store-health.ts",
    "await this.#options.store.check();",
    "",
  ),
  "questions-without-end": plant(
    "hammered-questions",
    "packages/server/src/session/session.ts",
    "if (this.#isAsking) return questions.refuse(seat, question);",
    "",
  ),
  "events-without-end": plant(
    "loud-events",
    "packages/server/src/room/room-seat.ts",
    "if (!people.mayTell(this.client)) return;",
    "",
  ),
  "wishes-are-granted": plant(
    "wild-names",
    "packages/server/src/auth/user-info.ts",
    "return { ...user, name: shownName(name) ?? NAMELESS, color: cleanColor(color) ?? colorOf(id) };",
    "return { ...user, name: name || NAMELESS, color: color || colorOf(id) };",
  ),
  "eyes-never-rest": plant(
    "restless-views",
    "packages/server/src/room/crowd/audience.ts",
    "if (reader.wanted !== undefined && now < reader.looksAgainAt) continue;",
    "",
  ),
  "series-for-everybody": plant(
    "wild-figures",
    "packages/server/src/series/room-series.ts",
    "if (!mayRead(member.rights, name))",
    'if (name === "")',
  ),
  "publishing-unread": plant(
    "wild-figures",
    "packages/server/src/series/room-series.ts",
    "if (publish === undefined || !mayRead(member.rights, name))",
    "if (publish === undefined)",
  ),
  "keys-without-end": plant(
    "wild-figures",
    "packages/server/src/series/ring.ts",
    "if (this.#keys.size + more.size > most)",
    "if (more.size < 0)",
  ),
  "anybody-is-mentioned": plant(
    "wild-posts",
    "packages/core/src/schema/feed/act-fault.ts",
    "return mentions.length > MAX_MENTIONS",
    "return mentions.length > 1e9",
  ),
  "anybody-edits": plant(
    "wild-posts",
    "packages/server/src/room/feeds/feed-book.ts",
    'if (answer === undefined && !isOwn && (act[0] === "edit" || act[0] === "delete"))',
    "if (answer === undefined && !isOwn && act[0] === `none`)",
  ),
  "emoji-without-end": plant(
    "wild-posts",
    "packages/server/src/room/feeds/reactions.ts",
    "if (users.length === 0 && Object.keys(reactions).length >= MOST_EMOJI)",
    "if (users.length < 0 && Object.keys(reactions).length >= MOST_EMOJI)",
  ),
  "letters-are-told": plant(
    "wild-posts",
    "packages/server/src/history/posts.ts",
    "if (schema.feeds?.has(feed) !== true || !mayRead(rights, feed))",
    "if (schema.feeds?.has(feed) !== true && !mayRead(rights, feed))",
  ),
  "marks-lie-anywhere": plant(
    "wild-posts",
    "packages/server/src/room/feeds/settle-ranges.ts",
    "if (length !== undefined && covers > length)",
    "if (length !== undefined && covers < 0)",
  ),
  "cursors-go-anywhere": plant(
    "wild-posts",
    "packages/server/src/api/posts-cursor.ts",
    "  if (!isSame) {",
    "  if (!isSame && i < 0) {",
  ),
  "anything-is-told": plant(
    "wild-tellings",
    "packages/core/src/schema/activity/activities.ts",
    'if (!types.has(type as string)) return `type is one of ${[...types].join(", ")}`;',
    "",
  ),
  "anybody-notifies": plant(
    "wild-inboxes",
    "packages/core/src/inbox/definition.ts",
    'if (user?.id === "server") return;',
    'if (user?.id !== "") return;',
  ),
  "inboxes-are-open": plant(
    "wild-inboxes",
    "packages/server/src/inbox/inbox-rules.ts",
    "inboxOf(user.id) === room ?",
    'user.id !== "" && room !== "" ?',
  ),
  "inboxes-are-written": plant(
    "wild-inboxes",
    "packages/server/src/inbox/inbox-rules.ts",
    "mutation !== undefined ||",
    "mutation !== null ||",
  ),
  "browsers-without-end": plant(
    "wild-inboxes",
    "packages/core/src/inbox/settings.ts",
    "pushes.size >= MOST_PUSHES",
    "pushes.size < 0",
  ),
  "pushes-go-home": plant(
    "wild-inboxes",
    "packages/server/src/web-push/send.ts",
    "if (!isOpen) checkEndpoint(url);",
    "",
  ),
  "one-keeps-the-others": plant(
    "wild-inboxes",
    "packages/server/src/inbox/deliver/deliveries.ts",
    "if (error instanceof Undelivered) await remove(error.gone);",
    "if (error instanceof Undelivered) await remove([]);",
  ),
  "links-by-anybody": plant(
    "wild-inboxes",
    "packages/server/src/email/tokens.ts",
    'return isOne && user !== "" ? user : undefined;',
    'return isOne || user !== "" ? user : undefined;',
  ),
  "locks-for-ever": plant(
    "kept-locks",
    "packages/server/src/room/locks.ts",
    "const granted = Math.min(Math.max(ms, LEAST_MS), lockMs);",
    "const granted = Math.max(ms, LEAST_MS, lockMs);",
  ),
  "any-key-opens": plant(
    "guessed-keys",
    "packages/server/src/api/access.ts",
    "if (timingSafeEqual(key.digest, digest)) found = key;",
    "if (digest.length > 0) found = key;",
  ),
  "conditions-are-looked-past": plant(
    "conditional-storms",
    "packages/server/src/room/written.ts",
    "if (head !== undefined && head !== decisions.head)",
    "if (head === -1)",
  ),
  "keys-are-forgotten": plant(
    "key-floods",
    "packages/server/src/room/written.ts",
    "if (earlier !== undefined) {",
    "if (earlier === -1) {",
  ),
};
