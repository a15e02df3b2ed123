import {
  selectionLayer,
  type SelectionLayer as Layer,
  type SelectionLayerOptions,
} from "@alongside/ui";
import { usePart } from "./use-part.ts";

/**
 * Shows what the others have selected, over all that the element holds in which it is. Looks where everything is whenever it is rendered,
 * and when something scrolls or has another size.
 */
export function SelectionLayer<P>(props: SelectionLayerOptions<P>) {
  return <span ref={usePart(overParent<P>, props, props.room, props.subscribe)} hidden />;
}

function overParent<P>(element: HTMLElement, options: SelectionLayerOptions<P>): Layer<P> {
  return selectionLayer(element.parentElement ?? document.body, options);
}
