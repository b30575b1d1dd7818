// @ts-check
import { Uplink } from './uplink.js';

/** How much of a frame's interval a camera's jitter may take. */
const JITTER = 0.25;
/** The interval of one frame a second, less what a camera may be quicker. */
const CHOSEN = 950;
const MEASURE_MILLIS = 1_000;

/** @typedef {import('./capture.js').Capture} Capture */

/**
 * What is sent at most: pixels of the long and the short side, JPEG quality from 0 to 1, frames per second.
 *
 * @typedef {{long: number, short: number, quality: number, fps: number}} Form
 */

/**
 * What was sent in the last second; width and height of the newest picture.
 *
 * @typedef {{fps: number, bits: number, width: number, height: number, encoded: number, roundTripMillis: number | null}} Sent
 */

/**
 * Sends a camera's pictures as far as somebody watches: the newest frame whenever the connection takes one, no larger and no more
 * often than viewers can show. Nothing is encoded that is not sent.
 */
export class Publisher {
  /** Pictures encoded since this was made. */
  encoded = 0;
  /** @type {Capture | null} */
  #capture = null;
  #uplink;
  #tell;
  /** @type {Form} */
  #form;
  #encoding = false;
  #timer = 0;
  /** When the next frame is due at a limited rate, of `performance.now()`. */
  #dueAt = 0;
  #count = 0;
  #bytes = 0;
  #size = { width: 0, height: 0 };
  #measuredAt = performance.now();
  #measuring = 0;

  /**
   * @param {string} url
   * @param {string} key
   * @param {Form} form
   * @param {{changed: () => void, refused: (code: string, message: string) => void, measured: (sent: Sent) => void}} tell
   */
  constructor(url, key, form, tell) {
    this.#form = form;
    this.#tell = tell;
    this.#uplink = new Uplink(url, key, {
      changed: () => tell.changed(),
      demanded: () => {
        this.#dueAt = 0;
        tell.changed();
        this.offer();
      },
      acknowledged: () => this.offer(),
      refused: (code, message) => tell.refused(code, message),
    });
  }

  get state() {
    return this.#uplink.state;
  }

  get demand() {
    return this.#uplink.demand;
  }

  /** @param {Form} form */
  set form(form) {
    this.#form = form;
    this.#dueAt = 0;
  }

  /** Where pictures come from; the caller tells of each of its frames with [#offer]. @param {Capture | null} capture */
  set capture(capture) {
    this.#capture = capture;
  }

  open() {
    clearInterval(this.#measuring);
    this.#measuring = setInterval(() => this.#measure(), MEASURE_MILLIS);
    this.#uplink.open();
  }

  close() {
    clearInterval(this.#measuring);
    clearTimeout(this.#timer);
    this.#uplink.close();
  }

  /** The network may be back, or another. */
  nudge() {
    this.#uplink.nudge();
  }

  /** Sends the newest frame if there is one, somebody wants it, and it may leave now. */
  offer() {
    clearTimeout(this.#timer);
    const capture = this.#capture;
    if (this.#encoding || !capture?.hasFresh || !this.demand.watched || !this.#isDue()) {
      return;
    }
    const wait = this.#uplink.waitMillis();
    if (wait === 0) {
      this.#send(capture);
    } else if (wait < Infinity) {
      this.#timer = setTimeout(() => this.offer(), wait);
    }
  }

  /** Whether the newest frame is one of those that a limited rate takes. */
  #isDue() {
    return (this.#capture?.newest?.capturedAt ?? 0) >= this.#dueAt - this.#intervalMillis * JITTER;
  }

  /** What a person chose is asked of the camera, which may be a little quicker. */
  get #intervalMillis() {
    return Math.max(CHOSEN / this.#form.fps, this.demand.maxFps > 0 ? 1_000 / this.demand.maxFps : 0);
  }

  /** @param {Capture} capture */
  async #send(capture) {
    this.#encoding = true;
    try {
      const { width, height } = this.#limits(capture);
      const picture = await capture.grab(width, height, this.#form.quality);
      this.encoded++;
      this.#next(picture.capturedAt);
      this.#bytes += this.#uplink.send(picture);
      this.#count++;
      this.#size = { width: picture.width, height: picture.height };
    } catch {
      // The camera was changed or stopped meanwhile, or one frame cannot be encoded; the next comes by itself.
    } finally {
      this.#encoding = false;
    }
    this.offer();
  }

  /** @param {Capture} capture */
  #limits({ newest }) {
    const isUpright = newest !== null && newest.height > newest.width;
    const { long, short } = this.#form;
    const [width, height] = isUpright ? [short, long] : [long, short];
    const shown = this.demand.width;
    return { width: shown > 0 ? Math.min(shown, width) : width, height };
  }

  /** @param {number} capturedAt */
  #next(capturedAt) {
    const interval = this.#intervalMillis;
    this.#dueAt = Math.max(this.#dueAt + interval, capturedAt + interval / 2);
  }

  #measure() {
    const now = performance.now();
    const seconds = (now - this.#measuredAt) / 1_000;
    this.#tell.measured({
      fps: this.#count / seconds,
      bits: (this.#bytes * 8) / seconds,
      encoded: this.encoded,
      roundTripMillis: this.#uplink.clock.roundTripMillis,
      ...this.#size,
    });
    this.#measuredAt = now;
    this.#count = this.#bytes = 0;
  }
}
