import { createClient } from "@alongside/client";
import { ClientProvider } from "@alongside/react";
import { useEffect, useState } from "react";
import { useCell } from "../lib/use-cell.ts";
import { Logo } from "../ui/Logo.tsx";
import { ThemeToggle } from "../ui/ThemeToggle.tsx";
import { Company } from "./company.ts";
import { Example } from "./Example.tsx";
import { EXAMPLES } from "./examples.ts";
import { RoomProvider, useRoom } from "./room.ts";
import "../styles/gallery.css";

/** How many are there at first. */
const AT_FIRST = 6;

/** Each part of the kit with its code, in a room of this page's own, with simulated people. */
export default function GalleryPage() {
  const [id] = useState(() => crypto.randomUUID());
  const [client] = useState(() => createClient({ url: "/live" }));
  const [company] = useState(() => new Company(id));
  useEffect(() => {
    company.begin(AT_FIRST);
    return () => company.end();
  }, [company]);
  useEffect(() => {
    document.title = "Gallery · Alongside";
  }, []);
  return (
    <ClientProvider client={client}>
      <RoomProvider id={id}>
        <div className="gallery">
          <header>
            <a href="/" aria-label="Alongside, to the board">
              <Logo />
            </a>
            <h1>Company, in parts</h1>
            <ThemeToggle />
          </header>
          <main>
            <p className="lead">
              Each of these is one import. The people are simulated, and the room they are in is
              real.
            </p>
            <Controls company={company} />
            {EXAMPLES.map(({ Shown, ...about }) => (
              <Example key={about.name} {...about}>
                <Shown />
              </Example>
            ))}
          </main>
        </div>
      </RoomProvider>
    </ClientProvider>
  );
}

/** Who is there, and which way the page runs. */
function Controls({ company }: { readonly company: Company }) {
  const size = useCell(company.size);
  const isAway = useCell(company.isAway);
  const { self } = useRoom();
  const [isReversed, setIsReversed] = useState(false);
  useEffect(() => {
    document.documentElement.dir = isReversed ? "rtl" : "ltr";
    return () => document.documentElement.removeAttribute("dir");
  }, [isReversed]);
  return (
    <div className="controls" role="group" aria-label="Simulated people">
      <button type="button" onClick={() => company.come()}>
        Somebody comes
      </button>
      <button type="button" disabled={size === 0} onClick={() => company.go()}>
        Somebody goes
      </button>
      <label>
        <input type="checkbox" checked={isAway} onChange={() => company.lookAway()} />
        One looks away
      </label>
      <button
        type="button"
        disabled={size === 0}
        onClick={() => {
          const me = self.get();
          if (me) company.mention(me.id);
        }}
      >
        Somebody mentions you
      </button>
      <label>
        <input type="checkbox" checked={isReversed} onChange={() => setIsReversed(!isReversed)} />
        Right to left
      </label>
    </div>
  );
}
