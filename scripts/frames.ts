import { createInterface } from "node:readline";
import { frameWords } from "@alongside/testing";

// Prints frames in words: a line begins with > for a client's frame and with < for a server's, as `npm run frames < frames.txt`.

for await (const line of createInterface({ input: process.stdin })) {
  const mark = line.slice(0, 1);
  const frame = line.slice(1).trim();
  const isFrame = mark === ">" || mark === "<";
  console.log(isFrame ? `${mark} ${frameWords(frame, mark === ">" ? "client" : "server")}` : line);
}
