/** Whether a room that ends with a code is taken off the page and the device, and what was not sent is handed back. */
export function isHandedBack(code: string): boolean {
  return code === "auth.forbidden" || code === "room.deleted" || code === "auth.erased";
}
