// The same for an app with texts.
export * from "./core-and-client.js";
export { text } from "@alongside/core";
