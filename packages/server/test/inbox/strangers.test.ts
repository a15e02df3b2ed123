import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import { email } from "../../src/email/index.ts";
import { answer } from "../../src/http/answer.ts";
import { unsubscribing } from "../../src/inbox/unsubscribe.ts";

/** Mails one notification; what was sent, or why not. */
async function mailed(address: string, title = "Look"): Promise<string> {
  const sent: string[] = [];
  const way = email({
    transport: { sendMail: async ({ to, subject }) => void sent.push(`${to} ${subject}`) },
    from: "Board <board@app.example>",
    to: () => address,
    url: "https://app.example",
    unsubscribe: { secret: "a secret of at least 32 characters" },
    // As an app would that thinks of nothing.
    compose: ({ items }) => ({ subject: items[0]?.title ?? "", text: "", html: "" }),
  });
  const item = { kind: "task", subject: "1", title, body: "", link: "", key: "task 1" };
  const unread = { id: "u", user: "bob", items: [item], unseen: 1, browsers: [] };
  return way.deliver(unread as never, new AbortController().signal).then(
    () => sent.join(),
    (error: Error) => error.name,
  );
}

test.each(["bob@home.example", "Bob <bob@home.example>", "böb@höme.example"])(
  "[R1896] a mail goes to %s",
  async (address) => {
    expect(await mailed(address)).toBe(`${address} Look`);
  },
);

test.each([
  "bob@home.example eve@home.example",
  "bob@home.example, eve@home.example",
  "all: bob@home.example;",
  '"eve@home.example x"@home.example',
  "<eve@home.example> <bob@home.example>",
  "bob@home.example\u0000",
  "bob@home.example\nBcc: eve@home.example",
  "bob",
  "",
])("[R1896] a mail goes to nobody where the address is %j", async (address) => {
  expect(await mailed(address)).toBe("Undeliverable");
});

test("[R1896] a title that is several lines is one in the subject, also where the app composes it", async () => {
  expect(await mailed("bob@home.example", "Hi\r\nBcc: eve@home.example\u0000!")).toBe(
    "bob@home.example Hi Bcc: eve@home.example !",
  );
});

test.each(["//v1.2/live/unsubscribe?t=x", "http://[/unsubscribe?t=x", "?t=x", "/"])(
  "[R1897] a request for %s is answered",
  async (url) => {
    const tokens: string[] = [];
    const answered = Promise.withResolvers<number>();
    const request = Object.assign(new EventEmitter(), { url, method: "POST", headers: {} });
    const response = Object.assign(new EventEmitter(), {
      req: request,
      setHeader: () => undefined,
      writeHead: answered.resolve,
      end: () => undefined,
    });
    const stopBy = async (token: string): Promise<boolean> => tokens.push(token) > 1;
    unsubscribing(stopBy, () => undefined)(
      request as never as IncomingMessage,
      response as never as Parameters<ReturnType<typeof unsubscribing>>[1],
    );
    expect([await answered.promise, tokens]).toEqual([404, [url.includes("t=") ? "x" : ""]]);
  },
);

/** Posts the beginning of a long body, or none; resolves with the answer once the connection is closed, or after the second one. */
async function begun(handle: RequestListener, head: string): Promise<string> {
  const server = createServer(handle);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  const closed = new Promise((resolve) => socket.on("close", resolve));
  let heard = "";
  socket.on("data", (piece) => {
    heard += piece.toString();
    if (heard.split("HTTP/1.1 200").length > 2) socket.destroy();
  });
  socket.write(`POST /?t=x HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n${"x".repeat(20_000)}`);
  await closed;
  server.close();
  return heard;
}

test("[R1897] a body that does not end is not read", async () => {
  const stopBy = async (): Promise<boolean> => true;
  const heard = await begun(
    unsubscribing(stopBy, () => undefined),
    "Content-Length: 1000000",
  );
  expect(heard.split("HTTP/1.1 200").length).toBeLessThan(3);
});

test.each(["Content-Length: 1000000", "Transfer-Encoding: chunked"])(
  "[R1906] what answers without a body that is to come ends the connection: %s",
  async (head) => {
    const heard = await begun((_, response) => answer(response, 200, "yes"), head);
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK[^]*Connection: close/);
  },
);
