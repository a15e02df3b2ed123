import type { RequestListener, ServerResponse } from "node:http";
import { answer } from "../http/answer.ts";

const HTML = "text/html; charset=utf-8";

/** Of a body. RFC 8058 has 26. */
const MOST_BYTES = 10_000;

/**
 * Answers at the link by which somebody ends e-mail. What reads mails follows links, so `GET` only asks, and `POST` does it (RFC 8058).
 * `stopBy` resolves with false for a token that is none.
 */
export function unsubscribing(
  stopBy: (token: string) => Promise<boolean>,
  onError: (error: unknown) => void,
): RequestListener {
  return (request, response) => {
    response.on("error", onError);
    // Nothing of what mail programs post is looked at, and nothing that is longer is waited for.
    let bytes = 0;
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > MOST_BYTES) request.destroy();
    });
    request.on("error", () => undefined);
    // A path such as "//v1.2/live" is no URL to every parser.
    const query = request.url?.split("?", 2)[1];
    const token = new URLSearchParams(query).get("t") ?? "";
    if (request.method === "GET" || request.method === "HEAD")
      return page(
        response,
        200,
        '<p>Get no more e-mail about what you have not read?</p><form method="post"><button>Unsubscribe</button></form>',
      );
    if (request.method !== "POST") {
      response.setHeader("Allow", "GET, HEAD, POST");
      return answer(response, 405, "Only GET, HEAD and POST");
    }
    stopBy(token).then(
      (isDone) =>
        isDone
          ? page(response, 200, "<p>You get no more of these.</p>")
          : page(response, 404, "<p>This link is not good any more.</p>"),
      (error: unknown) => {
        onError(error);
        page(response, 503, "<p>That did not work. Please try again in a minute.</p>");
      },
    );
  };
}

function page(response: ServerResponse, status: number, body: string): void {
  response.setHeader(
    "Content-Security-Policy",
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cache-Control", "no-store");
  const head = '<meta name="viewport" content="width=device-width"><title>Unsubscribe</title>';
  answer(response, status, `<!doctype html>${head}${body}`, HTML);
}
