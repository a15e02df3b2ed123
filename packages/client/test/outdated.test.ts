import { expect, test } from "vitest";
import { ScriptedRoom } from "./support/scripted-room.ts";

test("[R517] an entry of a kind that the page does not know ends the room, once", () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => void (doc.title = "mine"));
  table.link.take();
  table.link.raw('["d",1,[["z",1,{"more":true}],["a",1,2,0]]]');
  expect(table.room.status.get()).toMatchObject({
    name: "refused",
    code: "client.outdated",
    saved: false,
  });
  expect(table.sent()).toEqual(["leave"]);
  expect(table.errors).toHaveLength(1);
  table.clock.pass(60_000);
  expect(table.sent().filter((sent) => sent !== "ping")).toEqual([]);
});
