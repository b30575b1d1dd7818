// @ts-check

/**
 * What a viewer goes without, because the link or the device carries no more.
 *
 * @typedef {object} Limit
 * @property {'link' | 'device'} by
 * @property {{width: number, height: number, ofWidth: number, ofHeight: number} | null} size of the pictures, and what
 *   could be shown, where they are smaller
 * @property {boolean} coarse whether quality was given up and no size
 * @property {{got: number, of: number} | null} fps where frames are missing
 */

/**
 * What a viewer would get over any link: pixels that the picture could have, and frames a second.
 *
 * @typedef {{width: number, height: number, maxFps: number}} Wanted
 */

/** A limit is one when it has held so many seconds, and none any more when it has not for so many. */
const BEGINS_AFTER = 3;
const ENDS_AFTER = 6;
/** Below this part of the camera's frames some are missing. */
const ENOUGH = 0.75;
/** A device that shows some, and less than this part of what it gets, is too slow for it. */
const DEVICE = 0.6;
/** A link that carries pictures for this part of the time is what they wait for. */
const BUSY = 0.45;
const SMALLER = 0.95;
const MEDIAN_OF = 5;
/** A rate that is told changes by no less than this, and by no less than this part of it. */
const STEP_FPS = 1.5;
const STEP = 0.2;

/** Notices what a viewer goes without, calmly: one measurement a second in, the limit as people are told it out. */
export class LimitWatch {
  /** @type {Limit | null} */
  #told = null;
  #held = 0;
  #gone = 0;
  #received = new Median();
  #shown = new Median();
  #source = new Median();

  /**
   * Takes the measurements of a second.
   *
   * @param {import('./channel.js').Statistics} measured
   * @param {Wanted} wanted
   * @returns {Limit | null}
   */
  look(measured, wanted) {
    const fps = {
      received: this.#received.of(measured.fpsReceived),
      shown: this.#shown.of(measured.fpsShown),
      source: this.#source.of(measured.fpsSource ?? measured.fpsReceived),
    };
    const now = measured.width > 0 ? limitOf(measured, wanted, fps) : null;
    this.#held = now ? this.#held + 1 : 0;
    this.#gone = now ? 0 : this.#gone + 1;
    if (now && (this.#told || this.#held >= BEGINS_AFTER)) {
      this.#told = calm(now, this.#told);
    } else if (this.#gone >= ENDS_AFTER) {
      this.#told = null;
    }
    return this.#told;
  }
}

/**
 * @param {import('./channel.js').Statistics} measured
 * @param {Wanted} wanted
 * @param {{received: number, shown: number, source: number}} fps without jitter
 * @returns {Limit | null}
 */
function limitOf({ reason, width, height, busy }, wanted, { received, shown, source }) {
  const isSmaller = reason === 'bandwidth' && width < SMALLER * wanted.width;
  const of = Math.min(source, wanted.maxFps);
  const isSlow = received < ENOUGH * of;
  // What shows nothing at all is not slow: the pictures are damaged.
  const isDevice = reason === 'device' || (shown > 0 && shown < DEVICE * received);
  if (reason === 'bandwidth' || (isSlow && !isDevice && busy > BUSY)) {
    return {
      by: 'link',
      size: isSmaller ? { width, height, ofWidth: wanted.width, ofHeight: wanted.height } : null,
      coarse: reason === 'bandwidth' && !isSmaller,
      fps: isSlow ? { got: received, of } : null,
    };
  }
  return isDevice ? { by: 'device', size: null, coarse: false, fps: { got: shown, of } } : null;
}

/** The limit with rates that stand still while they are about the same. @param {Limit} now @param {Limit | null} told @returns {Limit} */
function calm(now, told) {
  const { fps } = now;
  if (!fps) {
    return now;
  }
  return { ...now, fps: { got: still(fps.got, told?.fps?.got), of: still(fps.of, told?.fps?.of) } };
}

/** @param {number} now @param {number | undefined} told */
function still(now, told) {
  return told !== undefined && Math.abs(now - told) < Math.max(STEP_FPS, STEP * told) ? told : Math.round(now);
}

/** A measurement without its jitter: one second that is unlike the others is no news. */
class Median {
  /** @type {number[]} */
  #latest = [];

  /** @param {number} now */
  of(now) {
    this.#latest = [...this.#latest.slice(1 - MEDIAN_OF), now];
    return [...this.#latest].sort((a, b) => a - b)[this.#latest.length >> 1];
  }
}
