// @ts-check

const OVER_MILLIS = 3_000;

/** How often something happens in a second, over the last three. Time is the caller's, in milliseconds. */
export class Rate {
  /** @type {number[]} */
  #at = [];

  /** @param {number} now */
  count(now) {
    this.#at.push(now);
  }

  /** @param {number} now @returns {number | null} null where nothing happened lately */
  perSecond(now) {
    this.#at = this.#at.filter((at) => now - at <= OVER_MILLIS);
    const [first] = this.#at;
    if (first === undefined || this.#at.length < 2) {
      return null;
    }
    // The time since the last one counts too where it is longer than usual: what has stopped is not fast.
    const millis = Math.max(this.#at[this.#at.length - 1] - first, ((now - first) * (this.#at.length - 1)) / this.#at.length);
    return ((this.#at.length - 1) * 1000) / Math.max(1, millis);
  }

  reset() {
    this.#at = [];
  }
}
