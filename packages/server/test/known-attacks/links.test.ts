import { describe, expect, test } from "vitest";
import { hasLink, openLink, post } from "./http-link.ts";
import { head, targets } from "./target.ts";
import { said as frameOf } from "../live/change.ts";

const target = targets();

const GREETING = frameOf({ type: "hello", versions: [2] });

describe("[R283] a link", () => {
  test("is opened by nothing that stands in a URL or a log", async () => {
    const { say, ask } = await target("listening");
    const { secret, socket } = await openLink(say, "stream");
    let text = "";
    socket.on("data", (chunk: Buffer) => void (text += chunk.toString()));
    for (const query of [`n=1&link=${secret}`, `n=1&secret=${secret}`]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await ask(post(query, `\n${GREETING}`))).toContain("400 Bad Request");
    }
    expect(await ask(post(`down=poll&link=${secret}`, ""), hasLink)).toContain("event: link");
    expect(text).toBe("");
    expect(await ask(post("n=1", `${secret}\n${GREETING}`))).toContain("204 ");
    await expect.poll(() => text).toContain('["w",');
  });
});

describe("[R284] a malformed request is told what is wrong with it", () => {
  const malformed = [
    ["", "secret\nx", "n should be a whole number, got none"],
    ["n=", "secret\nx", 'n should be a whole number, got ""'],
    ["n=-1", "secret\nx", 'n should be a whole number, got "-1"'],
    ["n=1.5", "secret\nx", 'n should be a whole number, got "1.5"'],
    ["n=1e3", "secret\nx", 'n should be a whole number, got "1e3"'],
    ["n=9999999999999999", "secret\nx", "n should be a whole number"],
    ["n=1&n=2", "secret\nx", "n is given 2 times"],
    ["n=1&down=poll", "secret\nx", "not both"],
    ["n=1&bye=yes", "secret\nx", 'bye should be 1, got "yes"'],
    ["down=elsewhere", "", 'down should be stream or poll, got "elsewhere"'],
    ["down=", "", "down should be stream or poll"],
    ["down=poll&wait=soon", "", 'wait should be a whole number, got "soon"'],
    ["down=poll&every=x", "", 'every should be a whole number, got "x"'],
    ["down=poll&after=-1", "", 'after should be a whole number, got "-1"'],
    ["n=1", "", "begins with the link's secret"],
    ["n=1", "\nx", "begins with the link's secret"],
    ["n=1", "x".repeat(200), "The first line of a body is the link's secret"],
    ["down=stream", "secret", "A stream is opened without a body"],
  ] as const;

  test("whatever it is", async () => {
    const { ask } = await target("listening");
    const said = await Promise.all(malformed.map(([query, body]) => ask(post(query, body))));
    const wrong = malformed.filter(
      ([, , why], i) => said[i]?.startsWith("HTTP/1.1 400 ") !== true || !said[i]?.includes(why),
    );
    expect(wrong).toEqual([]);
  });

  test("and what is wrong for its link ends that too, where a batch is", async () => {
    const { say, ask } = await target("listening");
    const poll = await openLink(say, "poll");
    expect(await ask(post("down=poll&after=5", poll.secret))).toContain(
      "after should be 1 at most",
    );
    const stream = await openLink(say, "stream");
    expect(await ask(post("down=poll", stream.secret))).toContain("it is not polled");
    expect(await ask(post("n=1", "nobody\nx"))).toContain("410 Gone");
    expect(await ask(post("n=3", `${stream.secret}\nx`))).toContain("3 is not the next");
    expect(await ask(post("n=1", `${stream.secret}\nx`))).toContain("410 Gone");
  });

  test("of another method too", async () => {
    const { ask } = await target("listening");
    expect(await ask(head("GET /live?down=stream"))).toContain("426 Upgrade Required");
    expect(await ask(head("PUT /live?n=1", { "Content-Length": "5" }))).toContain("426 ");
  });
});
