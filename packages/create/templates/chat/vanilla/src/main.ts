import { Talk } from "../rooms/talk.ts";
import { bell } from "./bell.ts";
import { client } from "./client.ts";
import { element } from "./element.ts";
import { header } from "./header.ts";
import { posts } from "./posts.ts";
import { refused } from "./refused.ts";
import { roomId } from "./room-id.ts";
import "@alongside/ui/styles.css";
import "./app.css";
import "./talk.css";
import "./posts.css";

const room = client.join(Talk, roomId());
const topic = element("input", {
  className: "topic",
  ariaLabel: "Topic",
  placeholder: "What is this room about?",
  maxLength: 200,
});
topic.addEventListener("blur", () => {
  if (topic.value !== room.get()?.topic) room.mutate.setTopic({ topic: topic.value });
});
topic.addEventListener("keydown", ({ key }) => {
  if (key === "Enter") topic.blur();
});
room.subscribe(
  (talk) => talk.topic,
  (now) => (topic.value = now),
);

document
  .getElementById("app")
  ?.append(
    header("my-app", room, topic, ...bell()),
    element("main", { className: "talk" }, ...posts(room)),
    refused(room.rejected),
  );
