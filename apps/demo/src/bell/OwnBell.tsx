import { Bell } from "@alongside/react/inbox";
import { useCell } from "../lib/use-cell.ts";
import { knownRooms, useUserOf } from "../home/known-people.ts";
import { goTo } from "../page/address.ts";
import { talkWanted } from "../talk/talk-wanted.ts";
import { addressIn } from "./address-in.ts";
import "@alongside/ui/inbox.css";

/** What this browser's guest is told of: a press goes to the room, and there to the thread. */
export default function OwnBell() {
  const userOf = useUserOf();
  const rooms = useCell(knownRooms);
  return (
    <Bell
      userOf={userOf}
      aboutOf={({ place, link }) =>
        place ? rooms.get(place.room) : link === "/dashboard" ? "Dashboard" : undefined
      }
      onOpen={({ place, link }) => {
        const address = place && addressIn(place.room);
        if (address && place) {
          goTo(address);
          talkWanted.set(place);
        } else if (link !== "") location.assign(link);
      }}
    />
  );
}
