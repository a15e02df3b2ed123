import type { DeviceState } from "@alongside/client";

/** Why nothing is kept, in front of people, and what they can do about it. */
const REASONS: { readonly [code: string]: string } = {
  "device.full": "the disk is full. Make room, and it is kept by itself.",
  "device.silent": "the browser does not answer yet.",
  "device.blocked": "another tab has an older version of this page open. Close it.",
  "device.newer": "a newer version of this page is open. Reload this one.",
  "device.denied": "this browser keeps nothing for this page. Its settings for cookies say so.",
  "device.missing": "this browser keeps nothing.",
  "device.foreign": "what is kept here is somebody else's.",
  "device.forgotten": "you signed out in another tab. Reload to start anew.",
};

/** Whether what somebody does here is kept in this browser, in a sentence or two. `isPromised`: the browser does not remove it by itself. */
export function deviceWords({ name, code }: DeviceState, isPromised: boolean | undefined): string {
  if (name === "memory")
    return `Nothing is kept in this browser: ${REASONS[code ?? ""] ?? "it could not be saved. It is tried again."} What you do here is only in this tab until it is sent.`;
  if (name === "opening") return "Looking at what this browser has kept…";
  return isPromised === true
    ? "What you do here is kept in this browser until it is sent. The browser has promised not to remove it."
    : "What you do here is kept in this browser until it is sent. The browser may remove it when the disk runs low.";
}
