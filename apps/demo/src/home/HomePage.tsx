import { useEffect } from "react";
import { BellHere } from "../bell/BellHere.tsx";
import { Status } from "../collaboration/Status.tsx";
import { Opening } from "../collaboration/Opening.tsx";
import { RejectedChanges } from "../collaboration/RejectedChanges.tsx";
import { DASHBOARD } from "../page/address.ts";
import { Avatars } from "../collaboration/Avatars.tsx";
import { IntroduceCard } from "../place/IntroduceCard.tsx";
import { askToIntroduce } from "../place/introducing.ts";
import { icons } from "../ui/icons.tsx";
import { Logo } from "../ui/Logo.tsx";
import { ThemeToggle } from "../ui/ThemeToggle.tsx";
import { EmptyHome } from "./EmptyHome.tsx";
import { HOME, HomeProvider, useHome } from "./hooks.ts";
import { useListedRooms } from "./listed-rooms.ts";
import { NewRooms } from "./NewRooms.tsx";
import { News } from "./News.tsx";
import { RecentRooms } from "./RecentRooms.tsx";
import { RoomCard } from "./RoomCard.tsx";
import { useKnown } from "./use-known.ts";
import { useMinute } from "./use-minute.ts";
import "../styles/home-cards.css";

/** What there is on this server: rooms with whoever is in them, what is unread, and what happened. */
export default function HomePage() {
  useEffect(() => {
    document.title = "Alongside";
  }, []);
  return (
    <HomeProvider id={HOME}>
      <div className="page home">
        <HomeBar />
        <Rooms />
      </div>
    </HomeProvider>
  );
}

function HomeBar() {
  const room = useHome();
  useKnown();
  return (
    <header className="home-bar">
      <Logo />
      <b>Alongside</b>
      <Status room={room} />
      <span className="home-people people-panel">
        <Avatars
          people={room.people}
          where={nowhere}
          sign={nowhere}
          visit={nowhere}
          introduce={askToIntroduce}
        />
        <BellHere status={room.status} />
        <ThemeToggle />
      </span>
      <IntroduceCard room={room} />
    </header>
  );
}

function nowhere(): undefined {
  return undefined;
}

function Rooms() {
  const room = useHome();
  const rooms = useListedRooms();
  const now = useMinute();
  return (
    <main className="home-main">
      <div className="home-rooms">
        <div className="home-head">
          <h1>Rooms</h1>
          <NewRooms />
        </div>
        {rooms === undefined ? (
          <EmptyHome />
        ) : (
          <ul className="room-cards">
            {rooms.map((one) => (
              <li key={one.key}>
                <RoomCard room={one} now={now} />
              </li>
            ))}
            <li>
              <a className="room-card wide-card panel" href={`/${DASHBOARD}`}>
                <span className="wide-icon">{icons.activity}</span>
                <span>
                  <b>Live dashboard</b>
                  <span className="room-meta">This server, second by second</span>
                </span>
              </a>
            </li>
          </ul>
        )}
        {rooms?.length === 0 && (
          <p className="home-none">
            Nothing here yet. Make a board, a document or a file: everybody on this server sees it
            here.
          </p>
        )}
        <RecentRooms listed={rooms} now={now} />
      </div>
      <News rooms={rooms} now={now} />
      {rooms === undefined && <Opening status={room.status} thing="home" />}
      <RejectedChanges rejected={room.rejected} />
    </main>
  );
}
