import type { OwnRequests, Server } from "@alongside/server";
import { NEWS_PATH } from "../src/home/news-item.ts";
import { answerJson, pathOf } from "./answering.ts";
import { answerFiles } from "./file-requests.ts";
import type { FileStore } from "./file-store.ts";
import { News } from "./news.ts";

interface RequestParts {
  /** Asked for once a request comes. */
  readonly server: () => Server;
  readonly files: FileStore;
  readonly onError: (error: unknown) => void;
}

/** What the demo answers beside its rooms and pages: what happened, and files of chats. */
export function requestsOf({ server, files, onError }: RequestParts): OwnRequests {
  const news = new News();
  return (request, response) => {
    if (answerFiles(files, request, response, onError)) return true;
    if (pathOf(request) !== NEWS_PATH || request.method !== "GET") return false;
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
