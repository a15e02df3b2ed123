import * as kit from "../../src/index.ts";
import "../../src/styles.css";
import { Crowd } from "../support/crowd.ts";

declare global {
  interface Window {
    /** The kit, and a room of people that a test plays. */
    kitPage: typeof kitPage;
  }
}

const kitPage = { kit, room: new Crowd() };
window.kitPage = kitPage;
