// @ts-check

/**
 * Times the pictures of one connection: how long each took to arrive, which its announcement shows, and how much of the
 * time the link was busy with them.
 */
export class Arrivals {
  /** @type {{camera: number, sequence: number, at: number} | null} */
  #announced = null;
  #busyMillis = 0;
  #sinceMillis = performance.now();

  /** @param {import('./protocol.js').Header} header @param {number} atMillis */
  announce(header, atMillis) {
    this.#announced = { camera: header.camera, sequence: header.sequence, at: atMillis };
  }

  /**
   * Takes a picture's arrival.
   *
   * @param {import('./protocol.js').Header} header
   * @param {number} atMillis
   * @returns {number | null} microseconds since its announcement, null where there was none
   */
  arrive(header, atMillis) {
    const announced = this.#announced;
    this.#announced = null;
    if (!announced || announced.camera !== header.camera || announced.sequence !== header.sequence) {
      return null;
    }
    const millis = atMillis - announced.at;
    this.#busyMillis += millis;
    return millis * 1000;
  }

  /** What came on another connection no longer counts. */
  forget() {
    this.#announced = null;
    this.busy();
  }

  /** The part of the time since the last call in which pictures were arriving, 0 to 1. */
  busy() {
    const now = performance.now();
    const part = Math.min(1, this.#busyMillis / Math.max(1, now - this.#sinceMillis));
    this.#busyMillis = 0;
    this.#sinceMillis = now;
    return part;
  }
}
