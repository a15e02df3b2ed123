import { followFrame, type FollowFrameOptions } from "@alongside/ui";
import { usePart } from "./use-part.ts";

/** A frame around the element in which it is while somebody is followed, with a banner, and who follows this page. */
export function FollowFrame(props: FollowFrameOptions) {
  // The hook's tools are another object in each render, and what stops them is one function.
  return <span ref={usePart(inParent, props, props.follow.stop)} hidden />;
}

function inParent(element: HTMLElement, options: FollowFrameOptions) {
  return followFrame(element.parentElement ?? document.body, options);
}
