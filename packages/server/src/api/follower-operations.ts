import type { Follower, Letter } from "../followers/options.ts";
import type { Call, Operation } from "./contract.ts";
import { numberOf } from "./history-operations.ts";
import { Problem } from "./problem.ts";
import { type ApiRooms, limitOf } from "./rooms.ts";
import { ref } from "./schemas.ts";

/** Letters of one page. */
const MOST_LETTERS = 1000;

const LETTER = "/followers/{follower}/letters/{letter}";

/** Who reads logs, and what they could not do. */
export function followerOperations(rooms: ApiRooms): readonly Operation[] {
  /** They read rooms of all kinds: a key for some of them is not enough. */
  function followersFor({ access }: Call): readonly Follower[] {
    if (access.rooms === "") return rooms.followers();
    throw new Problem(
      403,
      "auth.rooms",
      `Followers read all rooms; the key is good for those that begin with ${access.rooms}`,
    );
  }

  function named(call: Call): Follower {
    const name = call.params["follower"] ?? "";
    const found = followersFor(call).find((follower) => follower.name === name);
    if (found !== undefined) return found;
    throw new Problem(404, "follower.unknown", `Nobody follows as ${JSON.stringify(name)} here`);
  }

  /** `work` with a letter. Throws `Problem` for one that is not there. */
  async function withLetter(
    call: Call,
    work: (follower: Follower, id: number) => Promise<void>,
  ): Promise<{ readonly status: 204 }> {
    const follower = named(call);
    const id = numberOf(call.params["letter"] ?? "", "letter");
    const [letter] = await follower.letters.list({ after: id - 1, limit: 1 });
    if (letter?.id !== id)
      throw new Problem(404, "letter.missing", `${follower.name} has no letter ${id}`);
    await work(follower, id);
    return { status: 204 };
  }

  return [
    {
      id: "listFollowers",
      method: "GET",
      path: "/followers",
      scope: "read",
      tag: "followers",
      summary: "List followers",
      description:
        "Who reads the logs of rooms in this process, webhooks too, how far each is behind and how many letters it has.",
      answers: {
        200: { description: "Followers.", content: ["application/json", ref("FollowerList")] },
      },
      refusals: [],
      async run(call) {
        const followers = followersFor(call).map((follower) => {
          const { entries, ms, letters } = follower.lag();
          return { name: follower.name, lag: { entries, ms }, letters };
        });
        return { body: { followers } };
      },
    },
    {
      id: "listLetters",
      method: "GET",
      path: "/followers/{follower}/letters",
      scope: "read",
      tag: "followers",
      summary: "List letters",
      description: "What a follower could not do, the oldest first.",
      parameters: [
        {
          in: "query",
          name: "after",
          description: "`next` of the page before.",
          schema: { type: "integer", minimum: 0, default: 0 },
        },
        {
          in: "query",
          name: "limit",
          description: "Letters of one page.",
          schema: { type: "integer", minimum: 1, maximum: MOST_LETTERS, default: 100 },
        },
      ],
      answers: {
        200: { description: "Letters.", content: ["application/json", ref("LetterList")] },
      },
      refusals: [404],
      async run(call) {
        const limit = limitOf(call.query, MOST_LETTERS);
        const after = numberOf(call.query.get("after") ?? "0", "after");
        const found = await named(call).letters.list({ after, limit: limit + 1 });
        const letters = found.slice(0, limit);
        const next = found.length > limit ? letters.at(-1)?.id : undefined;
        return { body: { letters: letters.map(shown), ...(next !== undefined && { next }) } };
      },
    },
    {
      id: "retryLetter",
      method: "POST",
      path: `${LETTER}/retry`,
      scope: "write",
      tag: "followers",
      summary: "Try a letter again",
      description:
        "Gives those entries to the follower once more, or writes what was to be written. Where that fails the letter stays, and the answer says why; what a room refuses again comes back as a new letter.",
      answers: { 204: { description: "It was done, and the letter is gone." } },
      refusals: [404, 422],
      run: (call) =>
        withLetter(call, async (follower, id) => {
          try {
            await follower.letters.retry(id);
          } catch (error) {
            const { message } = error as Error;
            throw new Problem(422, "follower.failed", `${follower.name} failed again: ${message}`);
          }
        }),
    },
    {
      id: "dropLetter",
      method: "DELETE",
      path: LETTER,
      scope: "admin",
      tag: "followers",
      summary: "Forget a letter",
      description: "What it is about is never done.",
      answers: { 204: { description: "It is gone." } },
      refusals: [404],
      run: (call) => withLetter(call, (follower, id) => follower.letters.drop(id)),
    },
  ];
}

function shown({ at, ...letter }: Letter): object {
  return { ...letter, at: new Date(at).toISOString() };
}
