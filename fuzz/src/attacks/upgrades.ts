import { connect, type Socket } from "node:net";
import { once } from "node:events";
import type { Attack } from "../attack.ts";
import { Found, type Field } from "../field.ts";
import { later } from "../link.ts";

const PATHS = ["/other", "/", "/live/x", "/live", "/healthz", "//", "/%00"];

async function socketTo(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  await Promise.race([once(socket, "connect"), once(socket, "close")]);
  return socket;
}

function head(field: Field, path: string, upgrade: string): string {
  const { random } = field;
  const lines = [
    `GET ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    random.pick(["Connection: Upgrade", "Connection: keep-alive, Upgrade", "connection: upgrade"]),
    `Upgrade: ${upgrade}`,
  ];
  if (random.chance(0.5)) lines.push(`Sec-WebSocket-Key: ${random.id(24)}`);
  if (random.chance(0.5)) lines.push("Sec-WebSocket-Version: 13");
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Asks for an upgrade and breaks the connection, at any moment (engine.io CVE-2022-41940). */
export const brokenUpgrades: Attack = {
  name: "broken-upgrades",
  async run(field) {
    const { random, places } = field;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = await socketTo(random.pick([places.port, places.teamPort]));
        const text = head(field, random.pick(PATHS), random.pick(["websocket", "WebSocket", "x"]));
        socket.write(random.chance(0.8) ? text : text.slice(0, random.between(1, text.length)));
        if (random.chance(0.3)) socket.write(Buffer.from([0xc1, 0xff, 0xff, 0x00]));
        await later(random.between(0, 30));
        socket.resetAndDestroy();
      }),
    );
  },
};

/** Upgrades that nobody here speaks are plain requests (RFC 9110, 7.8). */
export const otherUpgrades: Attack = {
  name: "other-upgrades",
  async run(field) {
    const { random, places } = field;
    const [port, path, wanted] = random.pick([
      [places.teamPort, "/", "the team's page"],
      [places.port, "/healthz", '"ok"'],
    ] as const);
    const socket = await socketTo(port);
    const token = random.pick(["h2c", "TLS/1.0", "foo/2", "HTTP/2.0"]);
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(head(field, path, token));
    for (let i = 0; i < 40 && !answer.includes(wanted); i++) {
      // oxlint-disable-next-line no-await-in-loop -- waits for the answer
      await later(100);
    }
    socket.destroy();
    if (!answer.includes(wanted))
      throw new Found(
        `Upgrade: ${token} to ${path} was answered ${JSON.stringify(answer.slice(0, 200))}`,
      );
  },
};
