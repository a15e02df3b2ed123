import type { ServerResponse } from "node:http";
import type { OwnRequests, Server } from "@alongside/server";
import { NEWS_PATH } from "../src/home/news-item.ts";
import { News } from "./news.ts";

/** What the demo answers beside its rooms and pages. `server` is asked for once a request comes. */
export function requestsOf(server: () => Server, onError: (error: unknown) => void): OwnRequests {
  const news = new News();
  return (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://here");
    if (pathname !== NEWS_PATH || request.method !== "GET") return false;
    news.of(server()).then(
      (items) => answerJson(response, 200, items),
      (error: unknown) => {
        onError(error);
        answerJson(response, 503, { message: "What happened cannot be read now" });
      },
    );
    return true;
  };
}

function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
}
