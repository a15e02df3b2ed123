import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createSocket, type Socket } from "node:net";
import { counter, defineRoom, point, value } from "@alongside/core";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { parseCommand } from "../../src/cli/command.ts";
import { report, type ReportOptions } from "../../src/report/report.ts";
import { RoomsApi } from "../../src/report/rooms-api.ts";
import { prepare } from "../../src/report/rooms-left.ts";
import { probing, writingOf, type Write } from "../../src/report/writing.ts";

const parse = (args: string, env = {}) =>
  parseCommand(["report", ...args.split(" ").filter(Boolean)], env);

test("[R2050] the command line is read: what to measure, how long, what people write, and bars", () => {
  const env = { ALONGSIDE_TOKEN: "token", ALONGSIDE_KEY: "a-key-of-thirty-two-characters-0" };
  const line = `--url http://127.0.0.1:4000 --clients 20 --seconds 1.5 --mutation add --args {"a":"$id"} --max-p99 50 --json`;
  expect(parse(line, env)).toMatchObject({
    name: "report",
    url: "http://127.0.0.1:4000",
    clients: 20,
    seconds: 1.5,
    write: { name: "mutation", mutation: "add", args: { a: "$id" } },
    bars: { "max-p99": 50 },
    json: true,
    token: "token",
    key: "a-key-of-thirty-two-characters-0",
    typed: `alongside report --url http://127.0.0.1:4000 --clients 20 --seconds 1.5 --mutation add --args '{"a":"$id"}' --max-p99 50 --json`,
  });
  expect(parse("")).toMatchObject({ clients: 100, seconds: 12, write: undefined, bars: {} });
});

test.each([
  ["--clients 1e9", "--clients is a whole number from 2 to 1000, got 1000000000"],
  ["--clients 1", "--clients is a whole number from 2 to 1000, got 1"],
  ["--clients 2.5", "--clients is a whole number from 2 to 1000, got 2.5"],
  ["--seconds 0", "--seconds is a number from 1 to 600, got 0"],
  ["--seconds 1e99", "--seconds is a number from 1 to 600, got 1e+99"],
  ["--seconds soon", '--seconds is a number, got "soon" (alongside --help)'],
  ["--max-p99 fast", '--max-p99 is a number that is not below 0, got "fast" (alongside --help)'],
  ["--mutation a --update {}", "Name a --mutation or an --update, not both (alongside --help)"],
  ["--mutation a --args {", '--args is JSON, got "{" (alongside --help)'],
  ["--args {}", "--args are those of a --mutation; name it (alongside --help)"],
  ["--update 7", '--update is an object such as {"title":"$n"}, got "7" (alongside --help)'],
  ["extra", 'Unexpected "extra" (alongside --help)'],
])("[R2057] %s is refused before anything begins", (line, message) => {
  expect(() => parse(line)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
});

const Board = defineRoom("board", {
  version: 1,
  storage: { title: value(""), votes: counter() },
  presence: { cursor: point() },
  mutations: {
    rename: { args: z.object({ title: z.string().max(20) }), run: () => undefined },
  },
});
const Page = defineRoom("page", { version: 1, storage: { body: value<unknown>(null) } });
const mark = { n: 12, client: 3, id: "some-id" };

test("[R2051] what people write is filled in anew each time, and is what the definition takes", () => {
  const rename = (title: string): Write => ({
    name: "mutation",
    mutation: "rename",
    args: { title },
  });
  const writing = writingOf([Board, Page], undefined, rename("t$n by $client"));
  expect(writing).toMatchObject({ definition: Board, point: "cursor" });
  expect(writing.write?.(mark)).toEqual(rename("t12 by 3"));
  const fields = { body: { n: "$n", who: ["$client", "$id", "$name"], rest: true } };
  const update = writingOf([Board, Page], "page", { name: "update", fields });
  expect(update.write?.(mark)).toEqual({
    name: "update",
    fields: { body: { n: 12, who: [3, "some-id", "$name"], rest: true } },
  });
  expect(update.point).toBeUndefined();
  expect(writingOf([Board, Page], undefined, undefined)).toMatchObject({ definition: Board });
  expect(probing().write?.(mark)).toMatchObject({ fields: { mark: { by: 3, n: 12 } } });
});

test.each<[string | undefined, Write | undefined, string]>([
  ["nope", undefined, "--kind: there is no kind of room named nope; there is board, page"],
  [
    undefined,
    { name: "mutation", mutation: "nope", args: {} },
    "--mutation: there is no mutation named nope; there is board.rename",
  ],
  [
    "page",
    { name: "mutation", mutation: "nope", args: {} },
    "--mutation: there is no mutation named nope; there are none; try --update",
  ],
  [
    undefined,
    { name: "mutation", mutation: "rename", args: { title: "x".repeat(21) } },
    "--args: title: Too big: expected string to have <=20 characters",
  ],
  [
    undefined,
    { name: "update", fields: { title: "" } },
    "Say which kind of room is meant with --kind: board, page",
  ],
  [
    "board",
    { name: "update", fields: { votes: 1 } },
    "--update: board has no plain field votes at the top; those that it has: title",
  ],
  ["board", { name: "update", fields: {} }, "--update: names no field"],
  [
    "board",
    { name: "update", fields: { title: "by $client" } },
    "--update writes the same each time",
  ],
])(
  "[R2057] of kind %s, what the definitions do not have is refused, with what they have",
  (kind, write, message) => {
    expect(() => writingOf([Board, Page], kind, write)).toThrow(message);
  },
);

/** A server that is none of ours. */
async function stranger(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What `report` says. It throws before any process is started. */
async function said(options: ReportOptions): Promise<string> {
  try {
    await report(options);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It was measured");
}

test("[R2057] who is none of ours is named", async () => {
  const nginx = await stranger((_request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", server: "nginx/1.25" });
    response.end(`<html><title>Welcome to\u001b[2J nginx!</title>${"x".repeat(1e6)}`);
  });
  expect(await said({ url: nginx })).toBe(
    `--url: ${nginx}/live is no server of Alongside: it answers 200 OK, text/html, from nginx/1.25, "Welcome to\\u001b[2J nginx!". If clients connect to another path, name it`,
  );
  const elsewhere = await stranger((_request, response) => {
    response.writeHead(302, { location: "https://example.com/" });
    response.end();
  });
  expect(await said({ url: `${elsewhere}/ws` })).toMatch(
    /\/ws is no server .* answers 302 Found, to https:\/\/example\.com\//,
  );
});

test("[R2057] nor is a port on which nobody listens, or where nobody answers", async () => {
  const open = new Set<Socket>();
  const socket = createSocket((one) => void open.add(one));
  await new Promise<void>((resolve) => void socket.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(socket.address() as AddressInfo).port}`;
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => {
    const abort = new AbortController();
    setImmediate(() => abort.abort(new DOMException("late", "TimeoutError")));
    return abort.signal;
  });
  onTestFinished(() => void vi.restoreAllMocks());
  expect(await said({ url })).toBe(`--url: ${url}/live does not answer: it takes too long`);
  vi.restoreAllMocks();
  for (const one of open) one.destroy();
  await new Promise((resolve) => void socket.close(resolve));
  expect(await said({ url })).toBe(`--url: ${url}/live does not answer: ECONNREFUSED`);
});

test("[R2057] an address with a password is refused, and not repeated", async () => {
  const message = await said({ url: "https://ann:secret@example.com" });
  expect(message).toMatch(/^--url is where a server is/);
  expect(message).not.toContain("secret");
  expect(await said({ url: "nonsense" })).toMatch(/got "nonsense"$/);
});

test("[R2057] an app's folder that is not there is one line", async () => {
  expect(await said({ folder: "/nowhere/at-all" })).toMatch(
    /^The app's server ended with .*ENOENT/,
  );
});

test("[R2054] what could not be deleted is not written", async () => {
  const write: Write = { name: "update", fields: { title: "" } };
  expect(await said({ url: "http://127.0.0.1:9/", write })).toMatch(/^Set ALONGSIDE_KEY/);
});

test("[R2057] a key that is refused, and an API that is none, are told in one line", async () => {
  const url = await stranger((request, response) => {
    const isRefused = request.method === "DELETE";
    response.writeHead(isRefused ? 403 : 200);
    response.end(
      isRefused ? '{"detail":"This needs a key of scope admin","code":"auth.scope"}' : "<html>",
    );
  });
  const api = new RoomsApi({ api: `${url}/v1`, key: "key" });
  await expect(api.delete("board:x")).rejects.toThrow(
    "This needs a key of scope admin (auth.scope)",
  );
  await expect(prepare(api, "board", 0)).rejects.toThrow(
    "(auth.scope). ALONGSIDE_KEY has to be a key of that server, of scope admin",
  );
  await expect(api.beginningWith("board:")).rejects.toThrow("it answers 200");
  await expect(api.log("board:x")).rejects.toThrow("does not tell the whole log of board:x");
});
