// @ts-check

/** How much later a camera's clock may be believed to have become with each frame: clocks drift, and a stall is over some time. */
const FORGET_MILLIS = 0.05;
/** A timestamp that is further off belongs to another clock. */
const JUMP_MILLIS = 2_000;

/**
 * When frames were captured, in the clock of `performance.now()`.
 *
 * A frame's own timestamp is exact but counts from anywhere; its arrival is late by as much as this thread was busy. The
 * frame that came with the least delay says how the two clocks stand to each other.
 */
export class FrameClock {
  /** @type {number | null} */
  #offsetMillis = null;

  /**
   * @param {number} timestampMicros the frame's own
   * @param {number} arrivedMillis `performance.now()`
   * @returns {number} milliseconds, never after the arrival
   */
  capturedAt(timestampMicros, arrivedMillis) {
    const offset = arrivedMillis - timestampMicros / 1000;
    const known = this.#offsetMillis;
    this.#offsetMillis = known === null || offset - known > JUMP_MILLIS ? offset : Math.min(offset, known + FORGET_MILLIS);
    return timestampMicros / 1000 + this.#offsetMillis;
  }
}
