import { request } from "node:http";
import { type Attack, MIB } from "../attack.ts";
import { API_KEY } from "../arena.ts";
import { type Field, Found } from "../field.ts";

type Answer = { readonly status: number; readonly body: { readonly [name: string]: unknown } };

async function ask(
  { places }: Field,
  method: string,
  path: string,
  {
    key = API_KEY,
    body,
    headers = {},
  }: {
    readonly key?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${places.port}/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${key}`,
      ...(body !== undefined && { "Content-Type": "application/json-patch+json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Answer["body"]) };
}

/** Posts a body that does not end, and goes away once it is answered or cut off. */
function endless(port: number, key: string): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(
      { port, host: "127.0.0.1", path: "/v1/rooms/arena:shared/state", method: "PATCH" },
      (response) => {
        isOver = true;
        response.resume();
        resolve(response.statusCode ?? 0);
        asked.destroy();
      },
    );
    let isOver = false;
    asked.setHeader("Authorization", `Bearer ${key}`);
    asked.setHeader("Content-Type", "application/json-patch+json");
    asked.on("error", () => resolve(0));
    const piece = Buffer.alloc(64 * 1024, " ");
    const more = (): void => {
      if (isOver || asked.destroyed) return;
      if (asked.write(piece)) setImmediate(more);
      else asked.once("drain", more);
    };
    more();
  });
}

/** Keys that are guessed, near to the good one, and bodies without end by those who have none. */
export const guessedKeys: Attack = {
  name: "guessed-keys",
  heldBytes: 64 * MIB,
  async run(field) {
    const { random, places } = field;
    const guesses = Array.from({ length: 100 }, () => {
      const at = random.between(0, API_KEY.length - 1);
      return `${API_KEY.slice(0, at)}${random.pick(["!", "", "~~"])}${API_KEY.slice(at + 1)}`;
    });
    const answers = await Promise.all(
      guesses.map((key) => ask(field, "GET", "/rooms/arena:shared/state", { key })),
    );
    for (const { status, body } of answers)
      if (status !== 401 && status !== 429)
        throw new Found(
          `A guessed key was answered ${status} ${JSON.stringify(body).slice(0, 80)}`,
        );
    const bodies = await Promise.all(
      Array.from({ length: 20 }, (_, i) => endless(places.port, i % 4 === 0 ? API_KEY : "none")),
    );
    const taken = bodies.find((status) => ![0, 401, 413, 429].includes(status));
    if (taken !== undefined) throw new Found(`A body without end was answered ${taken}`);
    const { status } = await ask(field, "GET", "/rooms/arena:shared");
    if (status !== 200) throw new Found(`The good key was answered ${status}`);
  },
};

const VOTE = [{ op: "increment", path: "/votes" }];

/** Many write under one ETag, again and again: one of them at a time is in time, and the others leave nothing. */
export const conditionalStorms: Attack = {
  name: "conditional-storms",
  async run(field) {
    const path = `/rooms/arena:storm-${field.random.id()}`;
    await ask(field, "PATCH", `${path}/state`, { body: VOTE });
    const rounds = 5;
    for (let seq = 1; seq <= rounds; seq++) {
      const headers = { "If-Match": `"${seq}"` };
      // oxlint-disable-next-line no-await-in-loop -- one round after the other
      const answers = await Promise.all(
        Array.from({ length: 40 }, () =>
          ask(field, "PATCH", `${path}/state`, { body: VOTE, headers }),
        ),
      );
      const made = answers.filter(({ status }) => status === 200).length;
      if (made !== 1) throw new Found(`Of 40 writes under one ETag ${made} were made`);
    }
    const { body } = await ask(field, "GET", path);
    if (body["seq"] !== rounds + 1)
      throw new Found(`${rounds} writes in time left the room at ${String(body["seq"])}`);
  },
};

/** Keys of writes by the hundred, each used several times at once, some for something else. */
export const keyFloods: Attack = {
  name: "key-floods",
  async run(field) {
    const { random } = field;
    const path = `/rooms/arena:keys-${random.id()}/state`;
    const keys = Array.from({ length: 60 }, () => random.id());
    const asks = keys.flatMap((key) => [1, 1, 1, 2].map((by) => ({ key, by })));
    const answers = await Promise.all(
      asks.map(({ key, by }) =>
        ask(field, "PATCH", path, {
          body: [{ op: "increment", path: "/votes", by }],
          headers: { "Idempotency-Key": key },
        }),
      ),
    );
    const seqs = new Map<string, Set<unknown>>();
    for (const [i, { status, body }] of answers.entries()) {
      if (status !== 200) continue;
      const { key = "" } = asks[i] ?? {};
      seqs.set(key, (seqs.get(key) ?? new Set()).add(body["seq"]));
    }
    for (const [key, of] of seqs)
      if (of.size > 1) throw new Found(`One key, ${key}, was answered with ${of.size} entries`);
    const { body } = await ask(field, "GET", path.replace("/state", ""));
    if (body["seq"] !== keys.length)
      throw new Found(`${keys.length} keys left ${String(body["seq"])} entries`);
  },
};
