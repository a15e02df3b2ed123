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
  /** The page may have been laid out anew. */
  forget(): void;
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
  document.addEventListener("scroll", moved, { capture: true, passive: true });
  window.addEventListener("resize", moved);

  let corner: DOMRect | undefined;
  let boxes = new Map<Element, Box>();
  const observed = new WeakSet<Element>();
  let seen: Box | undefined;
  const rect = (): DOMRect => (corner ??= layer.getBoundingClientRect());
  /** Pixels of the window that one of the layer's takes, where an app has scaled what it shows. */
  const scale = (): number => rect().width / layer.offsetWidth || 1;
  const at = (x: number, y: number) => ({
    x: (x - rect().left) / scale(),
    y: (y - rect().top) / scale(),
  });
  const inLayer = ({ left, top, width, height }: DOMRect): Box => ({
    ...at(left, top),
    width: width / scale(),
    height: height / scale(),
  });

  return {
    element: layer,
    ground: {
      get width() {
        return rect().width / scale();
      },
      get height() {
        return rect().height / scale();
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
    forget() {
      corner = undefined;
      seen = undefined;
      if (boxes.size > 0) boxes = new Map();
    },
    destroy() {
      observer.disconnect();
      document.removeEventListener("scroll", moved, { capture: true });
      window.removeEventListener("resize", moved);
      layer.remove();
    },
  };
}

function seenOf(layer: HTMLElement, inLayer: (rect: DOMRect) => Box): Box {
  let seen = shared(
    inLayer(layer.getBoundingClientRect()),
    inLayer(new DOMRect(0, 0, window.innerWidth, window.innerHeight)),
  );
  for (let up = layer.parentElement; up !== null; up = up.parentElement)
    if (up !== document.body && up !== document.documentElement && clips(up))
      seen = shared(seen, inLayer(up.getBoundingClientRect()));
  return seen;
}

function clips(target: Element): boolean {
  const { overflowX, overflowY } = getComputedStyle(target);
  return overflowX !== "visible" || overflowY !== "visible";
}
