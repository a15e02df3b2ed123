export { PresenceCursor } from "./presence-cursor.tsx";
