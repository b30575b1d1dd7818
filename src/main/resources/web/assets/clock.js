// @ts-check

const SAMPLES = 8;

/**
 * The server's clock, as seen from here. The estimate comes from the quickest of the last round trips, because that
 * one says most exactly when the server read its clock.
 */
export class ServerClock {
  /** @type {{roundTripMillis: number, offsetMillis: number}[]} */
  #samples = [];
  #offsetMillis = 0;
  #known = false;
  /** The last round trip in milliseconds, or null before the first. @type {number | null} */
  roundTripMillis = null;

  /**
   * Takes the server's time from its greeting, which is late by one way of the network; the first answer replaces it.
   *
   * @param {number} serverMicros
   */
  greet(serverMicros) {
    this.#samples = [];
    this.roundTripMillis = null;
    this.#known = Number.isFinite(serverMicros);
    this.#offsetMillis = serverMicros / 1000 - performance.now();
  }

  /** Begins anew, without a greeting. */
  forget() {
    this.#samples = [];
    this.roundTripMillis = null;
    this.#known = false;
  }

  /**
   * Takes one answer to a ping.
   *
   * @param {number} sentMillis `performance.now()` when the ping left
   * @param {number} serverMicros
   */
  answer(sentMillis, serverMicros) {
    const now = performance.now();
    const roundTripMillis = now - sentMillis;
    if (!(roundTripMillis >= 0) || !Number.isFinite(serverMicros)) {
      return;
    }
    this.roundTripMillis = roundTripMillis;
    this.#samples.push({ roundTripMillis, offsetMillis: serverMicros / 1000 - (sentMillis + now) / 2 });
    this.#samples = this.#samples.slice(-SAMPLES);
    const best = this.#samples.reduce((a, b) => (b.roundTripMillis < a.roundTripMillis ? b : a));
    this.#offsetMillis = best.offsetMillis;
    this.#known = true;
  }

  /**
   * How old something is now.
   *
   * @param {number} micros when it happened, in the server's clock
   * @returns {number | null} milliseconds, or null while the server's clock is not known
   */
  ageMillis(micros) {
    return this.#known ? performance.now() + this.#offsetMillis - micros / 1000 : null;
  }

  /**
   * When something happened here, in the server's clock.
   *
   * @param {number} millis of `performance.now()`
   * @returns {number | null} whole microseconds, or null while the server's clock is not known
   */
  microsAt(millis) {
    return this.#known ? Math.round((millis + this.#offsetMillis) * 1000) : null;
  }
}
