import { createClient } from "@alongside/client";
import type { Client } from "@alongside/client";
import { defineRoom, list, value } from "@alongside/core";
import { createServer, implement } from "@alongside/server";
import type { Server } from "@alongside/server";
import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot, hydrateRoot } from "react-dom/client";
import { z } from "zod";

/** What the hooks' tests are about: a list with a rule. */
export const Tasks = defineRoom("tasks", {
  version: 1,
  presence: {
    cursor: z.object({ x: z.number(), y: z.number() }).nullable(),
    selection: z.array(z.string()),
  },
  storage: {
    title: value<string>("Tasks"),
    tasks: list({ text: z.string(), done: z.boolean().default(false) }),
  },
  events: { cheer: z.string() },
  mutations: {
    finish: {
      args: z.object({ id: z.string() }),
      run(doc, { id }) {
        const task = doc.tasks.get(id);
        if (task) task.done = true;
      },
    },
  },
});

/** A real server, and pages and clients that connect to it. */
export class World {
  readonly #server: Server;
  readonly #url: string;
  readonly #clients: Client[] = [];
  readonly #pages: Page[] = [];

  static async open(): Promise<World> {
    const rules = implement(Tasks, {
      authorize: (_user, room) => (room === "secret" ? "none" : "write"),
      allow: (_change, { after }) =>
        after.tasks.every((task) => task.text !== "rude") || {
          code: "tasks.rude",
          message: "Be kind.",
        },
    });
    const server = createServer({ rooms: [rules], log: () => {} });
    const { port } = await server.listen(0);
    return new World(server, `ws://127.0.0.1:${port}/live`);
  }

  constructor(server: Server, url: string) {
    this.#server = server;
    this.#url = url;
  }

  /** A client of its own person. */
  client(): Client {
    const client = createClient({
      url: this.#url,
      guest: `guest-${this.#clients.length}-of-this-test`,
      onError: (error) => console.error(error),
    });
    this.#clients.push(client);
    return client;
  }

  /** Shows `node` on a page. */
  show(node: ReactNode): Page {
    const page = new Page();
    this.#pages.push(page);
    page.show(node);
    return page;
  }

  /** Lets the page take over from markup a server made. */
  hydrate(html: string, node: ReactNode, onRecoverableError?: OnRecoverableError): Page {
    const page = new Page(html, onRecoverableError);
    this.#pages.push(page);
    page.show(node);
    return page;
  }

  async close(): Promise<void> {
    for (const page of this.#pages) page.close();
    for (const client of this.#clients) client.close();
    await this.#server.close();
  }
}

type OnRecoverableError = (error: unknown, info: unknown) => void;

/** One page: React on an element. */
export class Page {
  readonly element = document.createElement("div");
  #root: ReturnType<typeof createRoot> | undefined;
  readonly #html: string | undefined;
  readonly #onRecoverableError: OnRecoverableError | undefined;

  constructor(html?: string, onRecoverableError?: OnRecoverableError) {
    this.#html = html;
    this.#onRecoverableError = onRecoverableError;
    if (html !== undefined) this.element.innerHTML = html;
    document.body.append(this.element);
  }

  get text(): string {
    return this.element.textContent ?? "";
  }

  show(node: ReactNode): void {
    flushSync(() => {
      if (this.#root) this.#root.render(node);
      else if (this.#html === undefined) {
        this.#root = createRoot(this.element);
        this.#root.render(node);
      } else this.#root = this.#hydrate(node);
    });
  }

  #hydrate(node: ReactNode) {
    const onRecoverableError = this.#onRecoverableError;
    return hydrateRoot(this.element, node, onRecoverableError && { onRecoverableError });
  }

  close(): void {
    this.#root?.unmount();
    this.element.remove();
  }
}

/** Lets `ms` pass. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Presses a button; what that renders is there at once. */
export function click(page: Page, selector = "button"): void {
  flushSync(() => page.element.querySelector<HTMLElement>(selector)?.click());
}
