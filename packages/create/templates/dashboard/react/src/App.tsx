import { type Figure, FIGURES } from "../rooms/dashboard.ts";
import { FigureCard } from "./FigureCard.tsx";
import { Header } from "./Header.tsx";
import { Notes } from "./Notes.tsx";
import { Refused } from "./Refused.tsx";
import { useRejected, useRoom } from "./room.ts";
import "./dashboard.css";

export function App() {
  return (
    <>
      <Header title="my-app" room={useRoom()} />
      <main>
        <div className="figures">
          {Object.keys(FIGURES).map((figure) => (
            <FigureCard key={figure} figure={figure as Figure} />
          ))}
          <Notes />
        </div>
      </main>
      <Refused changes={useRejected()} />
    </>
  );
}
