import type { Box, Point } from "./geometry.ts";

/** Where somebody points, as it travels in presence. What the numbers mean is up to the area. */
export interface Place {
  readonly x: number;
  readonly y: number;
  /** What on the page the numbers are of, in an anchored area. */
  readonly in?: string | undefined;
}

/** What a layer lies over, at this moment. */
export interface Ground {
  /** How large the layer is, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Where an element is in the layer, in pixels. Asked for once a frame. */
  readonly boxOf: (element: Element) => Box;
}

/** Says where a place is on the page, so that pages of different sizes, or that show different parts, agree. */
export interface Area {
  /** What is told to others of a pointer at `at`, in pixels of the layer, which is over `target`. */
  readonly placeAt: (at: Point, ground: Ground, target: Element | null) => Place | null;
  /** Where that is in the layer, in pixels. Undefined where this page has it not. */
  readonly toLayer: (place: Place, ground: Ground) => Point | undefined;
  /** Calls back when places are elsewhere in the layer by now, as a view was moved. What scrolls, or changes its size, is seen without it. */
  readonly subscribe?: (moved: () => void) => () => void;
  /** Shows a place that is out of sight. Without it, what scrolls is scrolled there. */
  readonly reveal?: (place: Place) => void;
  /** The part of the layer, in pixels, that no bars of the app's lie over: who is out of sight is named there. @default all that is seen */
  readonly free?: (() => Box) | undefined;
}

/** Places are pixels from the upper left corner: for pages that are as wide for everyone. */
export const pageArea: Area = {
  placeAt: ({ x, y }) => ({ x, y }),
  toLayer: (place) => place,
};

/** Places are parts of the width and height, from 0 to 1: for a picture, or a form that shrinks as a whole. */
export const containerArea: Area = {
  placeAt: ({ x, y }, { width, height }) => within({ x: x / width, y: y / height }),
  toLayer: ({ x, y }, { width, height }) => ({ x: x * width, y: y * height }),
};

/** A view that pans or zooms over a world without edges. */
export interface View {
  /** Where in the layer a place of the world is, in pixels. */
  readonly toScreen: (place: Point) => Point;
  readonly toWorld: (pixels: Point) => Point;
  /** Calls back when the view was moved. Returns a function that ends it. */
  readonly subscribe: (moved: () => void) => () => void;
  /** Moves the view so that a place is seen. */
  readonly reveal: (place: Place) => void;
  readonly free?: Area["free"];
}

/** Places are those of a world, seen through a view: for boards and maps. */
export function worldArea({ toScreen: toLayer, toWorld: placeAt, ...view }: View): Area {
  return { placeAt, toLayer, ...view };
}

/**
 * Places are parts of the element they are over, from 0 to 1: for pages that are laid out otherwise on other screens. An element is named
 * by `attribute`, and the name is the same for everyone: a record's id. What is over no such element is told in parts of the layer.
 * @default attribute "data-anchor"
 */
export function anchoredArea(attribute = "data-anchor"): Area {
  return {
    placeAt(at, ground, target) {
      const anchor = target?.closest(`[${attribute}]`);
      const name = anchor?.getAttribute(attribute);
      if (!anchor || !name) return containerArea.placeAt(at, ground, target);
      const { x, y, width, height } = ground.boxOf(anchor);
      const place = within({ x: (at.x - x) / width, y: (at.y - y) / height });
      return place && { ...place, in: name };
    },
    toLayer(place, ground) {
      if (place.in === undefined) return containerArea.toLayer(place, ground);
      const anchor = document.querySelector(`[${attribute}="${CSS.escape(place.in)}"]`);
      if (anchor === null) return undefined;
      const { x, y, width, height } = ground.boxOf(anchor);
      return { x: x + place.x * width, y: y + place.y * height };
    },
  };
}

/** A ten-thousandth of a screen is less than a pixel. What has no size has no places. */
function within({ x, y }: Point): Point | null {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return null;
  return { x: Math.round(x * 10_000) / 10_000, y: Math.round(y * 10_000) / 10_000 };
}
