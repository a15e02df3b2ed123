import type { MeasureText } from "../board/growth.ts";

let paper: HTMLElement | undefined;

/** Lets the browser break the text into lines, as it will when it draws them. */
export const measureText: MeasureText = (text, letters, width) => {
  paper ??= newPaper();
  paper.style.fontSize = `${letters}px`;
  paper.style.width = `${width}px`;
  // A line that was begun counts, as the caret stands in it.
  paper.textContent = text.endsWith("\n") ? `${text}\u200B` : text;
  return paper.getBoundingClientRect().height;
};

function newPaper(): HTMLElement {
  const element = document.createElement("div");
  element.className = "text-measure";
  element.ariaHidden = "true";
  document.body.append(element);
  return element;
}
