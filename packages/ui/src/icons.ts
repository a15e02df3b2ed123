const SVG = "http://www.w3.org/2000/svg";

/** Lines in a square of 24. */
const PATHS = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  cloudOff: "M4 4l16 16M9 7.3A6 6 0 0 1 17.7 11 4 4 0 0 1 20 17.5M16.5 19H7a4.5 4.5 0 0 1-.7-9",
  device: "M4 5h16v10H4zM2 19h20",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing in the colour of the text around it, which says nothing to who listens. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "alongside-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
