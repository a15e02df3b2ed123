import type { Ground } from "./area.ts";
import { element } from "./element.ts";
import { type Box, shared } from "./geometry.ts";

/** A layer over an element, for what is drawn over what that holds. */
export interface Layer {
  readonly element: HTMLElement;
  /** What it lies over. What is asked of it is the same until `forget`. */
  readonly ground: Ground & {
    /** The part of it that is seen: that nothing which scrolls has taken away. */
    readonly seen: Box;
    /** Where a point of the window is in it. */
    readonly at: (clientX: number, clientY: number) => { readonly x: number; readonly y: number };
  };
  /** The page may have been laid out anew. With `ifMeasured` that matters only where somebody has asked for the box of an element. */
  forget(ifMeasured?: boolean): void;
  destroy(): void;
}

/**
 * Lays a layer over all that `parent` holds. That is what scrolls, and not what it scrolls in. `moved` is called when something was
 * scrolled or has another size.
 */
export function layerOver(parent: HTMLElement, moved: () => void): Layer {
  const layer = element("div", "layer");
  parent.classList.add("alongside-host");
  parent.append(layer);
  const observer = new ResizeObserver(moved);
  observer.observe(layer);
  const ending = new AbortController();
  const { signal } = ending;
  document.addEventListener("scroll", moved, { capture: true, passive: true, signal });
  window.addEventListener("resize", moved, { signal });

  let corner: DOMRect | undefined;
  let boxes = new Map<Element, Box>();
  const observed = new WeakSet<Element>();
  let seen: Box | undefined;
  /** Pixels of the window that one of the layer's takes, where an app has scaled what it shows. */
  let factor = 1;
  const rect = (): DOMRect => {
    if (corner === undefined) {
      corner = layer.getBoundingClientRect();
      factor = corner.width / layer.offsetWidth || 1;
    }
    return corner;
  };
  const at = (x: number, y: number) => ({
    x: (x - rect().left) / factor,
    y: (y - rect().top) / factor,
  });
  const inLayer = ({ left, top, width, height }: DOMRect): Box => ({
    ...at(left, top),
    width: width / factor,
    height: height / factor,
  });

  return {
    element: layer,
    ground: {
      get width() {
        return rect().width / factor;
      },
      get height() {
        return rect().height / factor;
      },
      boxOf(target) {
        let box = boxes.get(target);
        if (box === undefined) {
          box = inLayer(target.getBoundingClientRect());
          boxes.set(target, box);
          // Whoever is observed again is told of again.
          if (!observed.has(target)) observer.observe(target);
          observed.add(target);
        }
        return box;
      },
      get seen() {
        return (seen ??= seenOf(layer, inLayer));
      },
      at,
    },
    forget(ifMeasured = false) {
      if (ifMeasured && boxes.size === 0) return;
      corner = seen = undefined;
      boxes = new Map();
    },
    destroy() {
      observer.disconnect();
      ending.abort();
      layer.remove();
    },
  };
}

function seenOf(layer: HTMLElement, inLayer: (rect: DOMRect) => Box): Box {
  let seen = inLayer(new DOMRect(0, 0, window.innerWidth, window.innerHeight));
  // What the page's own scroll bars take away is the window's. The layer clips, too.
  for (let up: Element | null = layer; up && up !== document.body; up = up.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(up);
    if (overflowX !== "visible" || overflowY !== "visible")
      seen = shared(seen, inLayer(up.getBoundingClientRect()));
  }
  return seen;
}
