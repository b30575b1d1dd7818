// @ts-check

/** @type {(draw: () => void) => unknown} */
const nextFrame = globalThis.requestAnimationFrame
  ? (draw) => globalThis.requestAnimationFrame(draw)
  : (draw) => setTimeout(draw, 0);

/**
 * A canvas that shows the newest picture it was given, at the display's own pace. Owns each bitmap it is given and
 * closes it. Runs in a page or a worker.
 */
export class Screen {
  #canvas;
  #context;
  #drawn;
  /** @type {{bitmap: ImageBitmap, tag: any} | null} */
  #next = null;
  #asked = false;

  /**
   * @param {HTMLCanvasElement | OffscreenCanvas} canvas
   * @param {(tag: any) => void} drawn told what was shown
   */
  constructor(canvas, drawn) {
    this.#canvas = canvas;
    this.#context = /** @type {ImageBitmapRenderingContext | null} */ (canvas.getContext('bitmaprenderer', { alpha: false }));
    this.#drawn = drawn;
  }

  /**
   * Shows a bitmap with the display's next frame, in place of one that still waited for it.
   *
   * @param {ImageBitmap} bitmap
   * @param {any} tag what `drawn` is told
   * @returns {boolean} true when another bitmap was given up for this one
   */
  show(bitmap, tag) {
    const replaced = this.#next !== null;
    this.#next?.bitmap.close();
    this.#next = { bitmap, tag };
    if (!this.#asked) {
      this.#asked = true;
      nextFrame(() => this.#draw());
    }
    return replaced;
  }

  close() {
    this.#next?.bitmap.close();
    this.#next = null;
  }

  #draw() {
    this.#asked = false;
    const next = this.#next;
    this.#next = null;
    if (!next) {
      return;
    }
    const { bitmap, tag } = next;
    if (this.#canvas.width !== bitmap.width || this.#canvas.height !== bitmap.height) {
      this.#canvas.width = bitmap.width;
      this.#canvas.height = bitmap.height;
    }
    this.#context?.transferFromImageBitmap(bitmap);
    bitmap.close();
    this.#drawn(tag);
  }
}

/** A screen in another thread: bitmaps travel there, and word of the drawn ones comes back by [#drawn]. */
export class RemoteScreen {
  #send;
  #drawn;

  /**
   * @param {(bitmap: ImageBitmap, tag: any) => void} send
   * @param {(tag: any) => void} drawn
   */
  constructor(send, drawn) {
    this.#send = send;
    this.#drawn = drawn;
  }

  /** @param {ImageBitmap} bitmap @param {any} tag */
  show(bitmap, tag) {
    this.#send(bitmap, tag);
    return false;
  }

  /** @param {any} tag */
  drawn(tag) {
    this.#drawn(tag);
  }

  close() {}
}
