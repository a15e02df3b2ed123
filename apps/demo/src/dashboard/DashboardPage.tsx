import { ActivityFeed } from "@alongside/react/activity";
import { Suspense, useEffect, useState } from "react";
import { BellHere } from "../bell/BellHere.tsx";
import { Avatars } from "../collaboration/Avatars.tsx";
import { Status } from "../collaboration/Status.tsx";
import { useUserOf } from "../home/known-people.ts";
import { late } from "../lib/late.ts";
import { useCell } from "../lib/use-cell.ts";
import { Logo } from "../ui/Logo.tsx";
import { ThemeToggle } from "../ui/ThemeToggle.tsx";
import { FleetMap } from "./FleetMap.tsx";
import { GraphCard } from "./GraphCard.tsx";
import { NoteList, TITLES } from "./notes.tsx";
import { RoomProvider, useRoom, useStorage } from "./room.ts";
import "../styles/dashboard.css";

/** It comes once the page is there. */
const KnownPeople = late(() => import("../home/KnownPeople.tsx"));

/** Vehicles that the graph shows at first, and how many at most. */
const FIRST = ["v1", "v2", "v3"];
/** Whom the server's own changes are by, for the list of what happened. */
const SERVER = { id: "server", name: "Server", color: "#0f766e" };
/** The server's own figures, each in a graph. */
const OWN = [
  { graph: "cpu", unit: "% of a core", color: "blue", of: "last" },
  { graph: "memory", unit: "MB", color: "violet", of: "last" },
  { graph: "delay", unit: "ms", color: "orange", of: "max" },
  { graph: "frames", unit: "a second", color: "green", of: "last" },
] as const;
const COLORS = ["blue", "orange", "green", "violet"] as const;

/** This server's own figures and a simulated fleet's, live, with the others' cursors and notes that all see. */
export default function DashboardPage() {
  useEffect(() => {
    document.title = "Dashboard · Alongside";
  }, []);
  return (
    <RoomProvider id="here">
      <div className="dashboard">
        <DashboardHeader />
        <main>
          <Figures />
        </main>
        <Suspense>
          <KnownPeople />
        </Suspense>
      </div>
    </RoomProvider>
  );
}

function DashboardHeader() {
  const room = useRoom();
  return (
    <header>
      <a href="/" aria-label="Home: all rooms">
        <Logo />
      </a>
      <h1>Dashboard</h1>
      <Status room={room} />
      <span className="dashboard-people">
        <Avatars people={room.people} where={nowhere} sign={nowhere} visit={nowhere} />
        <BellHere status={room.status} />
        <ThemeToggle />
      </span>
    </header>
  );
}

/** Whether this guest is told when a figure crosses its threshold, wherever they are then. */
function TellMe() {
  const room = useRoom();
  const me = useCell(room.self)?.id;
  const isTold = useStorage(({ watchers }) => me !== undefined && watchers.has(me));
  if (me === undefined || isTold === undefined) return null;
  return (
    <button
      type="button"
      className="tell-me soft"
      aria-pressed={isTold}
      onClick={() => room.mutate.watch({ on: !isTold })}
    >
      {isTold ? "You are told of thresholds" : "Tell me of thresholds"}
    </button>
  );
}

function nowhere(): undefined {
  return undefined;
}

function Figures() {
  const room = useRoom();
  const [picked, setPicked] = useState<readonly string[]>(FIRST);
  const self = useCell(room.self);
  const userOf = useUserOf();
  const pick = (vehicle: string): void =>
    setPicked((before) =>
      before.includes(vehicle)
        ? before.filter((one) => one !== vehicle)
        : [...before, vehicle].slice(-COLORS.length),
    );
  return (
    <>
      <p className="lead">
        {self === undefined
          ? "…"
          : "What this server does, second by second, and a thousand vehicles that drive ten steps a second. None of these values is in a log; what is kept is when one of the server's own crosses its threshold."}
      </p>
      <div className="figures">
        {OWN.map(({ graph, unit, color, of }) => (
          <GraphCard
            key={graph}
            graph={graph}
            series="server"
            title={TITLES[graph]}
            unit={unit}
            lines={[{ key: graph, color }]}
            of={of}
          />
        ))}
      </div>
      <div className="fleet">
        <GraphCard
          graph="fleet"
          series="fleet"
          title={
            picked.length === 0
              ? "No vehicle"
              : picked.map((one) => one.replace("v", "Vehicle ")).join(", ")
          }
          unit="km/h"
          lines={picked.map((key, i) => ({ key, color: COLORS[i] ?? "blue" }))}
          of="mean"
        />
        <FleetMap picked={picked} onPick={pick} />
        <NoteList />
        <section className="crossings panel">
          <header>
            <h2>What happened</h2>
            <TellMe />
          </header>
          <ActivityFeed
            room={room}
            enter="slideIn"
            exit="fadeOut"
            userOf={(id) => (id === SERVER.id ? SERVER : userOf(id))}
          />
        </section>
      </div>
    </>
  );
}
