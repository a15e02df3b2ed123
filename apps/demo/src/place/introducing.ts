import { Cell } from "../lib/cell.ts";

/** Whether somebody was offered a name and a colour in this browser. */
const OFFERED = "alongside.offered";

/** Why one is asked how one wants to be shown: `offered` on the first visit, `asked` where one wants that. */
export const introducing = new Cell<"offered" | "asked" | undefined>(
  typeof localStorage !== "undefined" && localStorage.getItem(OFFERED) === null
    ? "offered"
    : undefined,
);

/** Opens the card again. */
export function askToIntroduce(): void {
  introducing.set("asked");
}

/** Closes the card. It is offered once. */
export function endIntroducing(): void {
  localStorage.setItem(OFFERED, "yes");
  introducing.set(undefined);
}
