export { exportAll, exportRoom } from "./export-room.ts";
export { DeviceUnsent } from "./unsent-work.ts";
