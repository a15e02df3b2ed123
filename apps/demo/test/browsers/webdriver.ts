/** A session of the WebDriver protocol: https://www.w3.org/TR/webdriver2/ */
export class WebDriverSession {
  readonly #base: string;

  /** Has the driver at `driver` start a browser. */
  static async start(driver: string, capabilities: object): Promise<WebDriverSession> {
    const { sessionId } = (await call("POST", `${driver}/session`, { capabilities })) as {
      readonly sessionId: string;
    };
    return new WebDriverSession(`${driver}/session/${sessionId}`);
  }

  constructor(base: string) {
    this.#base = base;
  }

  /** Sends a command that takes arguments, or none. Rejects with what the driver says is wrong. */
  send(command: string, args: object = {}): Promise<unknown> {
    return call("POST", `${this.#base}/${command}`, args);
  }

  /** Ends the browser too. */
  async end(): Promise<void> {
    await call("DELETE", this.#base);
  }
}

async function call(method: string, url: string, body?: object): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
  const { value } = (await answer.json()) as { readonly value: unknown };
  if (!answer.ok) throw new Error(`${method} ${url}: ${JSON.stringify(value)}`);
  return value;
}
