// Viewers of a series, in a process of their own: they count what comes and look at nothing of it.
import { encodeHello, encodeJoin, encodeWatch } from "@alongside/core/engine";
import { WebSocket } from "ws";

const [url = "", count = "1"] = process.argv.slice(2);
let frames = 0;
let bytes = 0;

function open(i: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const client = `viewer-${String(i).padStart(9, "0")}`;
    socket.on("error", reject);
    socket.on("open", () => {
      socket.send(
        encodeHello({ versions: [2], features: [], kinds: [], guest: `guest-of-${client}` }),
      );
      socket.send(encodeJoin({ seat: 1, room: "fleet:one", version: 1, client, ended: 0 }));
    });
    socket.on("message", (data: Buffer, isBinary) => {
      if (isBinary && data[0] === 2) {
        frames += 1;
        bytes += data.length;
      } else if (!isBinary && data.toString("utf8", 0, 4) === '["s"') {
        socket.send(encodeWatch({ seat: 1, name: "speed" }));
        resolve();
      }
    });
  });
}

for (let i = 0; i < Number(count); i++) {
  // oxlint-disable-next-line no-await-in-loop -- the server lets in one after the other
  await open(i);
}
process.send?.("in");
process.on("message", () => {
  process.send?.({ frames, bytes });
  frames = bytes = 0;
});
