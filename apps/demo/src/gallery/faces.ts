import type { UserAvatarOptions } from "@alongside/ui";

interface ToShow extends Pick<UserAvatarOptions, "user" | "state" | "self"> {
  /** What is special about them. */
  readonly note: string;
}

const portrait = draw();

/** All kinds of people. */
export const FACES: readonly ToShow[] = [
  { note: "picture", user: { id: "1", name: "Ada Lovelace", color: "#0f766e", picture: portrait } },
  { note: "initials", user: { id: "2", name: "Quiet Otter", color: "#1d4ed8" } },
  { note: "idle", state: "idle", user: { id: "3", name: "Ben Bright", color: "#be185d" } },
  { note: "away", state: "away", user: { id: "4", name: "Cleo Day", color: "#7e22ce" } },
  { note: "not heard of", state: "quiet", user: { id: "5", name: "Dov", color: "#15803d" } },
  { note: "an agent", user: { id: "6", name: "Scribe", color: "#4338ca", kind: "agent" } },
  { note: "light colour", user: { id: "7", name: "Eva Sun", color: "#fde047" } },
  { note: "emoji", user: { id: "8", name: "👩‍🚀 Sally", color: "#0369a1" } },
  { note: "right to left", user: { id: "9", name: "עדה לבלייס", color: "#b91c1c" } },
  {
    note: "long name",
    user: { id: "10", name: "Wolfeschlegelsteinhausenbergerdorff ".repeat(9), color: "#c2410c" },
  },
  {
    note: "HTML for a name, a script for a colour and a picture",
    user: {
      id: "11",
      name: "<b onclick=alert(1)>Eve</b>",
      color: "javascript:alert(1)",
      picture: "javascript:alert(1)",
    },
  },
];

/** A picture of nobody. */
function draw(): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 96;
  const pen = canvas.getContext("2d");
  if (pen === null) return "";
  const sky = pen.createLinearGradient(0, 0, 0, 96);
  sky.addColorStop(0, "#f0abfc");
  sky.addColorStop(1, "#fb923c");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 96, 96);
  pen.fillStyle = "#3b0764";
  pen.beginPath();
  pen.arc(48, 40, 18, 0, 7);
  pen.arc(48, 98, 36, 0, 7);
  pen.fill();
  return canvas.toDataURL();
}
