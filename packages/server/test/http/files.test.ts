import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { live } from "../live/server.ts";

const SCRIPT = "run();\n".repeat(200);

/** A page as a build leaves it, served. */
async function page(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "plain.js"), SCRIPT);
  for (const name of ["index.html", "notes.html", "assets/app-Ab12.js"]) {
    const text = name.endsWith("js") ? SCRIPT : `<h1>${name}</h1>`;
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
  }
  return (await live({ files: folder, hashedFiles: "assets" })).url;
}

/** What is sent, as it is: `fetch` would unpack it. */
function ask(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number | undefined; encoding: unknown; headers: object; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => void parts.push(part));
      response.on("end", () => {
        const encoding = response.headers["content-encoding"];
        const body = Buffer.concat(parts);
        resolve({ status: response.statusCode, encoding, headers: response.headers, body });
      });
    }).on("error", reject);
  });
}

test.each([
  ["gzip, deflate, br, zstd", "br"],
  ["BR;q=0.9, gzip", "br"],
  ["gzip", "gzip"],
  ["gzip, br;q=0", "gzip"],
  ["br;q=0.0,gzip;q=0", undefined],
  ["identity", undefined],
  ["", undefined],
])("[R416] a browser that takes %j gets %s", async (accepts, encoding) => {
  const url = await page();
  const answer = await ask(`${url}/assets/app-Ab12.js`, { "Accept-Encoding": accepts });
  expect(answer.encoding).toBe(encoding);
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ""];
  expect(String(unpack?.(answer.body) ?? answer.body)).toBe(SCRIPT);
  expect(answer.headers).toMatchObject({
    "content-type": expect.stringContaining("javascript"),
    vary: "Accept-Encoding",
  });
});

test("[R416] a path without a file gets the page of its name, or else the first one, compressed too", async () => {
  const url = await page();
  for (const [path, name] of [
    ["/", "index.html"],
    ["/board/roadmap", "index.html"],
    ["/notes", "notes.html"],
  ] as const) {
    const { encoding, body, headers } = await ask(url + path, { "Accept-Encoding": "br" });
    expect([encoding, String(brotliDecompressSync(body))]).toEqual(["br", `<h1>${name}</h1>`]);
    expect(headers).toMatchObject({ "content-type": "text/html;charset=utf-8" });
  }
  const plain = await ask(`${url}/plain.js`, { "Accept-Encoding": "br" });
  expect([plain.encoding, String(plain.body)]).toEqual([undefined, SCRIPT]);
});

test("[R731] what has a hash in its name is kept for ever, everything else asked again", async () => {
  const url = await page();
  const cached = async (path: string): Promise<string | null> =>
    (await fetch(url + path)).headers.get("cache-control");
  expect(await cached("/assets/app-Ab12.js")).toBe("public,max-age=31536000,immutable");
  for (const path of ["/", "/plain.js", "/assets"]) expect(await cached(path)).toBe("no-cache");
  // Who asks for yesterday's script gets no page to keep in its place.
  for (const path of ["/assets/app-Old1.js", "/assets/@old", "/assets/"]) {
    const gone = await fetch(url + path);
    expect([gone.status, gone.headers.get("cache-control")]).toEqual([404, null]);
  }
});

test("[R416] what a browser has already is not sent again, in whatever encoding it has it", async () => {
  const url = await page();
  for (const accepts of ["br", "gzip", ""]) {
    const first = await ask(url, { "Accept-Encoding": accepts });
    const etag = (first.headers as Record<string, string>)["etag"] ?? "";
    const again = await ask(url, { "Accept-Encoding": accepts, "If-None-Match": etag });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  }
});
