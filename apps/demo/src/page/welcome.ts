// What a tab remembers of the room that it made for somebody who came without a link. A page that is loaded anew knows it still.

const ROOM = "alongside.welcome";
const SAMPLES = "alongside.samples";

/** Whoever has this tab is to be welcomed in this room. */
export function welcomeIn(id: string): void {
  sessionStorage.setItem(ROOM, id);
  sessionStorage.setItem(SAMPLES, id);
}

/** Whether somebody is still to be welcomed in this room. */
export function isWelcoming(id: string): boolean {
  return sessionStorage.getItem(ROOM) === id;
}

export function endWelcome(): void {
  sessionStorage.removeItem(ROOM);
}

/** Whether samples are to be put into this room: said once. */
export function takeSamples(id: string): boolean {
  if (sessionStorage.getItem(SAMPLES) !== id) return false;
  sessionStorage.removeItem(SAMPLES);
  return true;
}
