import { followFrame, type FollowFrameOptions } from "@alongside/ui";
import { usePart } from "./use-part.ts";

/** A frame around the element in which it is while somebody is followed, with a banner, and who follows this page. */
export function FollowFrame(props: FollowFrameOptions) {
  return <span ref={usePart(inParent, props, props.follow)} hidden />;
}

function inParent(element: HTMLElement, options: FollowFrameOptions) {
  return followFrame(element.parentElement ?? document.body, options);
}
