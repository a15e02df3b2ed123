import { seriesOf } from "@alongside/client/series";
import { Dashboard, type Figure, FIGURES } from "../rooms/dashboard.ts";
import { client } from "./client.ts";
import { element } from "./element.ts";
import { openGraph } from "./graph.ts";
import { header } from "./header.ts";
import { notes } from "./notes.ts";
import { refused } from "./refused.ts";
import { roomId } from "./room-id.ts";
import "@alongside/ui/styles.css";
import "./app.css";
import "./dashboard.css";

const room = client.join(Dashboard, roomId());
const { figures } = seriesOf(room);

/** One figure: its newest value, a graph, and where others point in it. */
function card(figure: Figure) {
  const { title, unit } = FIGURES[figure];
  const newest = element("output", { textContent: "…" });
  const place = element("div", { className: "graph", role: "img" });
  place.ariaLabel = `${title} over time`;
  const section = element(
    "section",
    { className: "card" },
    element(
      "h2",
      {},
      title,
      element("span", {}, newest, " ", element("small", { textContent: unit })),
    ),
    place,
  );
  section.dataset["figure"] = figure;
  return {
    section,
    /** Begins to draw, once it is on the page. */
    open() {
      const graph = openGraph(place, figure, (at) => room.presence.set({ at }));
      const show = (): void => {
        graph.show(figures);
        newest.textContent = figures.newest(figure)?.toFixed(1) ?? "…";
      };
      figures.subscribe(show);
      show();
      room.others.subscribe(() =>
        graph.point(
          room.others
            .get()
            .flatMap(({ user, presence: { at } }) =>
              typeof at === "number" ? [{ at, name: user.name, color: user.color }] : [],
            ),
        ),
      );
    },
  };
}

const cards = Object.keys(FIGURES).map((figure) => card(figure as Figure));
document
  .getElementById("app")
  ?.append(
    header("my-app", room),
    element(
      "main",
      {},
      element("div", { className: "figures" }, ...cards.map(({ section }) => section), notes(room)),
    ),
    refused(room.rejected),
  );
for (const one of cards) one.open();
