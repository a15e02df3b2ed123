// `@alongside/server` as guides meet it while they are run: any free port in place of 4000, memory in place of a file.
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createServer as create,
  memory,
  type Server,
  type ServerOptions,
  type Store,
} from "@alongside/server";
import { state } from "./state.ts";

export * from "@alongside/server";

const page = globalThis as { happyDOM?: { setURL(url: string): void } };

/** In memory: what is in files is tried elsewhere. */
export function sqlite(_path: string): Store {
  return memory();
}

/** Remembers the server and where it listens, by itself or attached. */
export function createServer(options: ServerOptions): Server {
  const server = create({
    ...options,
    log: () => undefined,
    onError: (error) => state.errors.push(error),
  });
  state.servers.push(server);
  const { listen, attach } = server;
  return Object.assign(server, {
    listen: async (_port: number, host?: string) => {
      const listening = await listen.call(server, 0, host);
      state.url = listening.url.replace("http", "ws");
      // The page, where there is one, came from there.
      page.happyDOM?.setURL(listening.url);
      return listening;
    },
    attach: (web: HttpServer, path?: string) => {
      const detach = attach.call(server, web, path);
      const open = web.listen.bind(web);
      web.listen = ((_port: number, ready?: () => void) =>
        open(0, "127.0.0.1", () => {
          state.url = `ws://127.0.0.1:${(web.address() as AddressInfo).port}`;
          ready?.();
        })) as typeof web.listen;
      return () => {
        detach();
        web.close();
      };
    },
  });
}
