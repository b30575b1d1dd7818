// @ts-check

/** @typedef {import('./process-link.js').ProcessLink} ProcessLink */
/** @typedef {import('./capture.js').Capture} Capture */

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
  #isGrabbing = false;
  #isAgain = false;
  #timer = 0;

  /** @param {ProcessLink} link @param {(error: unknown) => void} failed told of a picture that could not be encoded */
  constructor(link, failed) {
    this.#link = link;
    this.#failed = failed;
  }

  /** Goes on with another source, or none. @param {Capture | null} capture */
  from(capture) {
    this.#capture = capture;
    this.#isGrabbing = false;
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
    if (!capture || this.#isGrabbing || !this.#link.isOpen || !(capture.hasFresh || this.#isAgain)) {
      return;
    }
    const wait = this.#link.window.waitMillis(performance.now());
    if (wait > 0) {
      this.#timer = wait < Infinity ? setTimeout(() => this.pump(), wait) : 0;
    } else {
      this.#isAgain = false;
      this.#grab(capture);
    }
  }

  /** @param {Capture} capture */
  async #grab(capture) {
    this.#isGrabbing = true;
    const { long, short, quality } = this.limits;
    const isUpright = capture.newest !== null && capture.newest.height > capture.newest.width;
    try {
      const { jpeg } = await capture.grab(isUpright ? short : long, isUpright ? long : short, quality);
      if (capture === this.#capture) {
        this.#link.send(jpeg);
      }
    } catch (error) {
      if (capture === this.#capture) {
        this.#failed(error);
      }
    }
    if (capture === this.#capture) {
      this.#isGrabbing = false;
      this.pump();
    }
  }
}
