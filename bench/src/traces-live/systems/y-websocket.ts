import { loadPeer } from "../../peers.ts";
import { write, Y, type YDoc } from "../../text/systems/yjs.ts";
import type { OpenPages } from "../two-pages.ts";

interface Provider {
  once(event: "sync", listener: () => void): void;
}

interface YWebsocket {
  WebsocketProvider: new (url: string, room: string, doc: YDoc, options: object) => Provider;
}

const { WebsocketProvider } = await loadPeer<YWebsocket>("y-websocket");

export const openPages: OpenPages = async (port, room) => {
  const join = async (): Promise<YDoc> => {
    const doc = new Y.Doc();
    // Else pages of one process would pass each other what they write, and need no server.
    const options = { disableBc: true };
    const provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, room, doc, options);
    await new Promise<void>((resolve) => provider.once("sync", resolve));
    return doc;
  };
  const [writer, reader] = [await join(), await join()];
  const [text, copy] = [writer.getText("body"), reader.getText("body")];
  return {
    edit: (patches) => write(writer, text, patches),
    get written() {
      return text.length;
    },
    get shown() {
      return copy.length;
    },
    onShown: (fn) => reader.on("update", fn),
    texts: () => [text.toString(), copy.toString()],
  };
};
