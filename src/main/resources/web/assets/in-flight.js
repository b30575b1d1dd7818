// @ts-check
import { SendWindow } from './send-window.js';

/** What is assumed of a link, in bytes a millisecond, before a picture has shown it: large pictures take long on a thin one. */
const FIRST_RATE = 25;

/** The pictures of one connection that were sent and not acknowledged, and what they tell of the path. */
export class InFlight {
  #window;
  /** Oldest first. @type {{sequence: number, bytes: number, at: number}[]} */
  #pictures = [];
  /** Bytes a millisecond that the last picture came through with, at least. */
  #rate = FIRST_RATE;

  /** @param {number} most how many there may be */
  constructor(most) {
    this.#window = new SendWindow(most);
  }

  get isEmpty() {
    return this.#pictures.length === 0;
  }

  /** Milliseconds until a picture may leave; Infinity: not before another is acknowledged. */
  waitMillis() {
    return this.#window.waitMillis(performance.now());
  }

  /** How long the pictures may still take, generously; nothing overtakes them. */
  get drainMillis() {
    return (2 * this.#pictures.reduce((sum, picture) => sum + picture.bytes, 0)) / this.#rate;
  }

  /** @param {number} sequence @param {number} bytes */
  sent(sequence, bytes) {
    const now = performance.now();
    this.#pictures.push({ sequence, bytes, at: now });
    this.#window.send(now);
  }

  /**
   * Notes that a picture has arrived, and all before it.
   *
   * @param {number | null} sequence
   * @returns {boolean} false where none of that number is on the way
   */
  acknowledged(sequence) {
    const last = this.#pictures.findIndex((picture) => picture.sequence === sequence);
    const now = performance.now();
    for (const { bytes, at } of this.#pictures.splice(0, last + 1)) {
      this.#rate = bytes / Math.max(1, now - at);
      this.#window.answer(now);
    }
    return last >= 0;
  }

  /** Begins anew, on another connection. */
  reset() {
    this.#pictures = [];
    this.#rate = FIRST_RATE;
    this.#window.reset();
  }
}
