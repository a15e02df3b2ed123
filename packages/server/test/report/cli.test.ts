import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Report } from "../../src/report/result.ts";
import { alongside, CORE, project, urlOf } from "../cli/processes.ts";

const ROOMS = `
import { defineRoom, point, value } from ${JSON.stringify(CORE)};
console.log("what a module prints is not the report");
const presence = { cursor: point() };
export const Board: ReturnType<typeof defineRoom> = defineRoom("board", { version: 1, storage: { title: value("") }, presence });
`;
const isSoak = process.env["ALONGSIDE_SOAK"] === "1";
const KEY = "a-key-of-thirty-two-characters-0";

test("[R2050] [R2055] [R2056] the app's own server is started, measured and gone; bars decide how it ends", async () => {
  const folder = project({ "rooms.ts": ROOMS });
  const args = ["report", "--seconds", "1", "--clients", "3", "--json", "--html", "report.html"];
  const running = alongside(folder, [...args, "--max-lost", "0", "--max-own", "0"]);
  let printed = "";
  running.child.stdout?.on("data", (data: Buffer) => (printed += data.toString()));
  const { code, out } = await running.ended;
  const found = JSON.parse(printed) as Report;
  expect(found).toMatchObject({
    version: 1,
    command: `alongside ${args.join(" ")} --max-lost 0 --max-own 0`,
    target: { isOwn: true, isProbe: true, kind: "alongside-probe" },
    changes: { refused: 0, lost: 0, doubled: 0 },
    people: { stopped: { name: expect.any(String) } },
    bars: [
      { name: "max-own", isMet: false },
      { name: "max-lost", isMet: true },
    ],
  });
  for (const spread of [found.own, found.peer, found.presence, found.join, found.reconnect])
    expect(spread?.count).toBeGreaterThan(0);
  expect(found.throughput?.changesPerSecond).toBeGreaterThan(0);
  expect(out).toMatch(/Measuring how soon a change is seen\n/);
  expect(out).toMatch(
    /--max-own is missed: change to the own screen, p99 is [\d.]+ ms, the bar is 0 ms/,
  );
  expect(code).toBe(1);
  expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("<svg ");
});

test.each(isSoak ? (["SIGTERM", "SIGKILL", "the people's process"] as const) : [])(
  "[R2055] a report that %s ends in the middle leaves no rooms",
  async (how) => {
    const folder = project({ "rooms.ts": ROOMS });
    const url = await urlOf(alongside(folder, ["dev", "--port", "0"], { ALONGSIDE_KEY: KEY }));
    const rooms = async (): Promise<readonly unknown[]> => {
      const answer = await fetch(`${url}/v1/rooms?prefix=board:report-`, {
        headers: { authorization: `Bearer ${KEY}` },
      });
      return ((await answer.json()) as { readonly rooms: readonly unknown[] }).rooms;
    };
    const update = ["--update", '{"title":"$n"}', "--seconds", "30"];
    const running = alongside(folder, ["report", "--url", url, ...update], { ALONGSIDE_KEY: KEY });
    await expect.poll(rooms).not.toHaveLength(0);
    const { pid = 0 } = running.child;
    if (how === "the people's process") {
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
      process.kill(Number(children[0]), "SIGKILL");
    } else running.child.kill(how);
    expect((await running.ended).code).toBe(how === "SIGKILL" ? null : 1);
    await expect.poll(rooms).toHaveLength(0);
  },
);
