import { Votes } from "../rooms/votes.ts";
import { client } from "./client.ts";
import { element } from "./element.ts";
import { header } from "./header.ts";
import { refused } from "./refused.ts";
import { roomId } from "./room-id.ts";
import "@alongside/ui/styles.css";
import "./app.css";

const room = client.join(Votes, roomId());
const shown = element("output", { textContent: "…" });
const vote = element("button", { type: "button", textContent: "Vote", disabled: true });
const back = element("button", { type: "button", textContent: "Take one back", disabled: true });

vote.addEventListener("click", () => room.mutate.vote({ by: 1 }));
back.addEventListener("click", () => room.mutate.vote({ by: -1 }));

room.subscribe(
  ({ votes }) => votes,
  (votes) => {
    shown.textContent = String(votes);
    vote.disabled = back.disabled = false;
  },
);

document
  .getElementById("app")
  ?.append(
    header("my-app", room),
    element("main", { className: "middle" }, shown, element("p", {}, vote, " ", back)),
    refused(room.rejected),
  );
