import { EventReader, type ServerEvent } from "./event-reader.ts";

/** What HTTP transports need of where they run. */
export interface HttpEnvironment {
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  readonly abortController: () => AbortController;
}

/** An answer came that carries no events. The message says which. */
export class Answered extends Error {
  override readonly name: string = "Answered";
}

/** The server does not know the connection, or does not want it. */
export class Gone extends Answered {
  override readonly name = "Gone";
}

/** The requests of one connection. */
export class HttpRequests {
  /** What the server knows the connection by, once it has said so. It goes in bodies alone: URLs stand in logs. */
  secret: string | undefined;
  readonly #url: URL;
  readonly #fetch: HttpEnvironment["fetch"];
  readonly #controller: HttpEnvironment["abortController"];
  readonly #abort: AbortController;
  /** Of the request for events that is under way. */
  #reading: AbortController | undefined;

  constructor(url: string, { fetch, abortController }: HttpEnvironment) {
    this.#url = new URL(url);
    this.#url.protocol = this.#url.protocol.replace("ws", "http");
    this.#fetch = fetch;
    this.#controller = abortController;
    this.#abort = abortController();
  }

  /** Ends what is under way, and all that follows. */
  abort(): void {
    this.#abort.abort();
    this.abortRead();
  }

  /** Ends the request for events that is under way. */
  abortRead(): void {
    this.#reading?.abort();
  }

  /** Posts a batch of frames. Throws `Answered` for an answer that is not the server's yes. */
  async post(query: object, batch: string, keepalive: boolean): Promise<void> {
    await this.#ask(query, { body: `${this.secret}\n${batch}`, keepalive });
  }

  /** Makes a request for events, and calls `onEvent` for each as it comes. Throws `Answered` for an answer that has none. */
  async read(query: object, onEvent: (event: ServerEvent) => void): Promise<void> {
    const reading = (this.#reading = this.#controller());
    if (this.#abort.signal.aborted) reading.abort();
    const response = await this.#ask(query, {
      cache: "no-store",
      signal: reading.signal,
      ...(this.secret !== undefined && { body: this.secret }),
    });
    const type = response.headers.get("Content-Type") ?? "nothing";
    if (!type.startsWith("text/event-stream")) throw new Gone(`${response.status} with ${type}`);
    const reader = new EventReader();
    for await (const text of textsOf(response))
      for (const event of reader.read(text)) onEvent(event);
  }

  async #ask(query: object, init: RequestInit): Promise<Response> {
    const url = new URL(this.#url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const response = await this.#fetch(url, {
      signal: this.#abort.signal,
      ...init,
      method: "POST",
      credentials: "include",
    });
    if (response.ok) return response;
    const { status, statusText } = response;
    const answer = `${status} ${statusText}`.trim();
    throw status < 500 ? new Gone(answer) : new Answered(answer);
  }
}

/** The text of an answer as it comes; as a whole where answers have no body to read from, as in React Native. */
async function* textsOf(response: Response): AsyncGenerator<string, undefined> {
  const body = response.body as Response["body"] | undefined;
  if (!body) return void (yield await response.text());
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- as they come
    const { value } = await reader.read();
    if (value === undefined) return;
    yield decoder.decode(value, { stream: true });
  }
}
