const SIZE = 64;
const RADIUS = 15;
const DOT = "#dc2626";

/** What a browser does not take for an icon. */
const ASIDE = "alongside-icon";

/** A dot on the page's icon: a drawing in the place of the page's own icons, which are put aside and back. */
export class IconBadge {
  #link: HTMLLinkElement | undefined;
  #isWanted = false;

  show(isOn: boolean): void {
    if (isOn === this.#isWanted) return;
    this.#isWanted = isOn;
    if (isOn) void this.#draw();
    else this.#putBack();
  }

  async #draw(): Promise<void> {
    const own = icons("icon").at(-1);
    if (own === undefined) return;
    const drawn = await dotted(own.href);
    if (drawn === undefined || !this.#isWanted || this.#link !== undefined) return;
    for (const link of icons("icon")) link.rel = ASIDE;
    this.#link = document.createElement("link");
    this.#link.rel = "icon";
    this.#link.href = drawn;
    document.head.append(this.#link);
  }

  #putBack(): void {
    this.#link?.remove();
    this.#link = undefined;
    for (const link of icons(ASIDE)) link.rel = "icon";
  }
}

function icons(rel: string): readonly HTMLLinkElement[] {
  return Array.from(document.head.querySelectorAll<HTMLLinkElement>(`link[rel~="${rel}"]`));
}

/** A picture with a dot on it; undefined where it does not load, or another site does not let it be read. */
async function dotted(href: string): Promise<string | undefined> {
  try {
    const picture = new Image(SIZE, SIZE);
    picture.crossOrigin = "anonymous";
    picture.src = href;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIZE;
    const pen = canvas.getContext("2d");
    if (pen === null) return undefined;
    pen.drawImage(picture, 0, 0, SIZE, SIZE);
    const at = SIZE - RADIUS;
    // A ring around the dot is taken out, so that it is seen on any icon.
    pen.globalCompositeOperation = "destination-out";
    disc(pen, at, RADIUS + 5);
    pen.globalCompositeOperation = "source-over";
    pen.fillStyle = DOT;
    disc(pen, at, RADIUS);
    return canvas.toDataURL("image/png");
  } catch {
    // The page keeps its icon as it is.
    return undefined;
  }
}

function disc(pen: CanvasRenderingContext2D, at: number, radius: number): void {
  pen.beginPath();
  pen.arc(at, at, radius, 0, 2 * Math.PI);
  pen.fill();
}
