// @ts-check

const LARGEST = 12;
const TAP_MILLIS = 300;
const TAP_PIXELS = 12;

/**
 * @typedef {object} Zoomable
 * @property {(scale: number, x: number, y: number) => void} zoom
 * @property {{width: number, height: number}} fitted
 */

/** Makes a camera's picture larger and moves it: by wheel, by one or two fingers, by a double tap or click. */
export class Zoom {
  #scale = 1;
  #x = 0;
  #y = 0;
  #camera;
  #tapped;
  #picked;
  /** @type {Map<number, {x: number, y: number}>} */
  #pointers = new Map();
  /** How far the gesture has gone. */
  #travelled = 0;
  #lastTap = { at: -TAP_MILLIS, x: 0, y: 0 };

  /**
   * @param {HTMLElement & Zoomable} camera
   * @param {() => void} tapped told of a single touch that did nothing else
   * @param {(x: number, y: number) => boolean} picked told of a click or touch of the picture, in CSS pixels from its middle; true where it
   *   did something with it
   */
  constructor(camera, tapped, picked) {
    this.#camera = camera;
    this.#tapped = tapped;
    this.#picked = picked;
    camera.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    camera.addEventListener('pointerdown', (event) => this.#down(event));
    camera.addEventListener('pointermove', (event) => this.#moved(event));
    camera.addEventListener('pointerup', (event) => this.#up(event, true));
    camera.addEventListener('pointercancel', (event) => this.#up(event, false));
    new ResizeObserver(() => this.settle()).observe(camera);
  }

  /**
   * Scales about a point.
   *
   * @param {number} factor
   * @param {number} [x] CSS pixels right of the middle
   * @param {number} [y] CSS pixels below the middle
   */
  by(factor, x = 0, y = 0) {
    const scale = Math.min(Math.max(this.#scale * factor, 1), LARGEST);
    const change = scale / this.#scale;
    this.#x = x - (x - this.#x) * change;
    this.#y = y - (y - this.#y) * change;
    this.#scale = scale;
    this.settle();
  }

  /** @param {number} x @param {number} y CSS pixels */
  move(x, y) {
    this.#x += x;
    this.#y += y;
    this.settle();
  }

  reset() {
    this.#scale = 1;
    this.#x = 0;
    this.#y = 0;
    this.settle();
  }

  /** The size of the picture on the screen, in CSS pixels. */
  get shown() {
    const { width, height } = this.#camera.fitted;
    return { width: width * this.#scale, height: height * this.#scale };
  }

  /** Keeps the picture within the window, and shows it. */
  settle() {
    const { width, height } = this.#camera.fitted;
    const spareX = Math.max(0, (width * this.#scale - this.#camera.clientWidth) / 2);
    const spareY = Math.max(0, (height * this.#scale - this.#camera.clientHeight) / 2);
    this.#x = Math.min(Math.max(this.#x, -spareX), spareX);
    this.#y = Math.min(Math.max(this.#y, -spareY), spareY);
    this.#camera.zoom(this.#scale, this.#x, this.#y);
    this.#camera.toggleAttribute('movable', spareX > 0 || spareY > 0);
  }

  /** @param {{clientX: number, clientY: number}} event */
  #fromMiddle(event) {
    const box = this.#camera.getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    const { x, y } = this.#fromMiddle(event);
    // Lines and pages (Firefox with a mouse) become about as many pixels; a pinch on a touchpad comes with ctrl.
    const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : 33) * (event.ctrlKey ? 5 : 1);
    this.by(Math.exp(-Math.min(Math.max(pixels, -200), 200) / 400), x, y);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0) {
      return;
    }
    if (this.#pointers.size === 0) {
      this.#travelled = 0;
    } else {
      this.#travelled = Infinity;
    }
    this.#camera.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, this.#fromMiddle(event));
  }

  /** @param {PointerEvent} event */
  #moved(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      return;
    }
    const now = this.#fromMiddle(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    this.#travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (other) {
      const spread = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(Math.hypot(before.x - other.x, before.y - other.y), 1);
      this.move((now.x - before.x) / 2, (now.y - before.y) / 2);
      this.by(spread, (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else {
      this.move(now.x - before.x, now.y - before.y);
    }
  }

  /** @param {PointerEvent} event @param {boolean} lifted */
  #up(event, lifted) {
    if (!this.#pointers.delete(event.pointerId) || !lifted || this.#pointers.size > 0 || this.#travelled > TAP_PIXELS) {
      return;
    }
    const { x, y } = this.#fromMiddle(event);
    if (this.#picked(x - this.#x, y - this.#y)) {
      return;
    }
    const again = event.timeStamp - this.#lastTap.at < TAP_MILLIS && Math.hypot(x - this.#lastTap.x, y - this.#lastTap.y) < 30;
    this.#lastTap = { at: again ? -TAP_MILLIS : event.timeStamp, x, y };
    if (again && this.#scale > 1) {
      this.reset();
    } else if (again) {
      this.by(2.5, x, y);
    } else if (event.pointerType === 'touch') {
      this.#tapped();
    }
  }
}
