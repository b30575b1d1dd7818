// @ts-check

/** @typedef {import('./process-link.js').ProcessLink} ProcessLink */
/** @typedef {import('./capture.js').Capture} Capture */

/** One picture is encoded while the next is waited for: so no frame is missed between the page and the encoder. */
const MOST_GRABS = 2;

/**
 * Takes pictures from a capture and sends them whenever the link's window has room; each time the newest, and none twice.
 */
export class RoundTrips {
  /** The longest and the shortest side of a picture that is sent, 0 = no limit, and its quality, 0 to 1. */
  limits = { long: 0, short: 0, quality: 0.8 };
  #link;
  #failed;
  /** @type {Capture | null} */
  #capture = null;
  /** Pictures that the capture was asked for. */
  #grabs = 0;
  #isAgain = false;
  /** A photo as it was encoded last: what is asked of the server changes more often than what it is sent. @type {ArrayBuffer | null} */
  #photo = null;
  #photoLimits = '';
  #timer = 0;

  /** @param {ProcessLink} link @param {(error: unknown) => void} failed told of a picture that could not be encoded */
  constructor(link, failed) {
    this.#link = link;
    this.#failed = failed;
  }

  /** Goes on with another source, or none. @param {Capture | null} capture */
  from(capture) {
    this.#capture = capture;
    this.#grabs = 0;
    this.#photo = null;
    this.again();
  }

  /** Sends a photo once more, because something else is asked of it. */
  again() {
    this.#isAgain = this.#capture?.isStill ?? false;
    this.pump();
  }

  /** Sends a picture if there is a new one, and room for it. */
  pump() {
    const capture = this.#capture;
    clearTimeout(this.#timer);
    if (!capture || this.#grabs > 0 || !this.#link.isOpen || !(capture.hasFresh || this.#isAgain)) {
      return;
    }
    const wait = this.#link.window.waitMillis(performance.now());
    if (wait > 0) {
      this.#timer = wait < Infinity ? setTimeout(() => this.pump(), wait) : 0;
    } else {
      this.#isAgain = false;
      this.#grab(capture);
      this.#ahead(capture);
    }
  }

  /** Asks for the camera's next picture before it is there, where it is sure to have room. @param {Capture} capture */
  #ahead(capture) {
    const { size, outstanding } = this.#link.window;
    if (!capture.isStill && this.#link.isOpen && this.#grabs < MOST_GRABS && outstanding + this.#grabs + 1 <= size) {
      this.#grab(capture);
    }
  }

  /** @param {Capture} capture */
  async #grab(capture) {
    this.#grabs++;
    const { long, short, quality } = this.limits;
    const isUpright = capture.newest !== null && capture.newest.height > capture.newest.width;
    try {
      const jpeg = await this.#encoded(capture, isUpright ? short : long, isUpright ? long : short, quality);
      if (capture === this.#capture) {
        this.#link.send(jpeg);
      }
    } catch (error) {
      if (capture === this.#capture) {
        this.#failed(error);
      }
    }
    if (capture === this.#capture) {
      this.#grabs--;
      this.pump();
      this.#ahead(capture);
    }
  }

  /** @param {Capture} capture @param {number} width @param {number} height @param {number} quality */
  async #encoded(capture, width, height, quality) {
    const limits = [width, height, quality].join();
    if (capture.isStill && this.#photo && this.#photoLimits === limits) {
      return this.#photo;
    }
    const { jpeg } = await capture.grab(width, height, quality);
    this.#photo = capture.isStill ? jpeg : null;
    this.#photoLimits = limits;
    return jpeg;
  }
}
