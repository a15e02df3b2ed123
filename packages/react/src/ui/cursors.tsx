import { cursors, type Cursors as Layer, type CursorsOptions } from "@alongside/ui";
import { usePart } from "./use-part.ts";

/**
 * Shows where the others point, over all that the element holds in which it is: `<main>… <Cursors room={room} place={(p) => p.cursor} /></main>`.
 * Nothing is rendered for a move. Of its options `place`, `isTyping`, `taps`, `share`, `room` and `area` may change.
 */
export function Cursors<P>(props: CursorsOptions<P>) {
  return <span ref={usePart(overParent<P>, props, props.room, props.area)} hidden />;
}

function overParent<P>(element: HTMLElement, options: CursorsOptions<P>): Layer<P> {
  return cursors(element.parentElement ?? document.body, options);
}
