// @ts-check
import { framesBetween } from './protocol.js';

/** @typedef {import('./protocol.js').Header} Header */
/** @typedef {import('./screen.js').Screen | import('./screen.js').RemoteScreen} AnyScreen */

/**
 * What a viewer got from one camera in the last second.
 *
 * @typedef {object} Measured
 * @property {number} fpsShown
 * @property {number} fpsReceived
 * @property {number | null} fpsSource frames of the camera in a second, by their capture times; null before two pictures
 * @property {number | null} ageMillis how old the pictures were when they were drawn; that of the standing one where none was
 * @property {number} megabitsPerSecond
 * @property {number} width of the newest picture, in pixels
 * @property {number} height
 * @property {number} skipped frames of the camera that were never shown, since the connection was made
 */

/**
 * One camera's pictures on their way to its screen: at most one decodes, at most one waits, and a newer one replaces it.
 */
export class Picture {
  /** When the last picture came (`performance.now()`), or null. @type {number | null} */
  arrivedAtMillis = null;
  /** The source's own interval between frames, by its capture times. @type {number | null} */
  sourceIntervalMillis = null;
  /** The sequence number of the picture on the screen. @type {number | null} */
  shownSequence = null;
  #screen;
  #ageMillis;
  /** @type {Header | null} */
  #last = null;
  /** @type {{header: Header, message: ArrayBuffer} | null} */
  #waiting = null;
  #decoding = false;
  #closed = false;
  #run = 0;
  #skipped = 0;
  #received = 0;
  #bytes = 0;
  /** @type {number[]} */
  #agesMillis = [];
  #shownCapturedAtMicros = 0;
  #measuredAtMillis = performance.now();

  /**
   * @param {AnyScreen} screen
   * @param {(micros: number) => number | null} ageMillis how old a capture time is now
   */
  constructor(screen, ageMillis) {
    this.#screen = screen;
    this.#ageMillis = ageMillis;
  }

  /**
   * Takes a picture that has just arrived.
   *
   * @param {Header} header
   * @param {ArrayBuffer} message the header and the JPEG
   */
  offer(header, message) {
    const last = this.#last;
    if (last) {
      const spared = framesBetween(last.sequence, header.sequence);
      this.#skipped += spared;
      const intervalMillis = (header.capturedAtMicros - last.capturedAtMicros) / 1000 / (spared + 1);
      this.sourceIntervalMillis =
        this.sourceIntervalMillis === null ? intervalMillis : this.sourceIntervalMillis * 0.8 + intervalMillis * 0.2;
    }
    this.#last = header;
    this.arrivedAtMillis = performance.now();
    this.#received++;
    this.#bytes += message.byteLength;
    if (this.#decoding) {
      this.#skipped += this.#waiting ? 1 : 0;
      this.#waiting = { header, message };
    } else {
      this.#decode(header, message);
    }
  }

  /** Counts no gap to what comes next: the camera was interrupted, or nobody looked. */
  interrupt() {
    this.#last = null;
    this.#waiting = null;
    this.#run++;
  }

  /** Starts counting anew, for a new connection. */
  reset() {
    this.interrupt();
    this.#skipped = 0;
  }

  /**
   * Notes what reached the screen.
   *
   * @param {{sequence: number, capturedAtMicros: number}} tag
   */
  drawn(tag) {
    this.shownSequence = tag.sequence;
    this.#shownCapturedAtMicros = tag.capturedAtMicros;
    const age = this.#ageMillis(tag.capturedAtMicros);
    if (age !== null) {
      this.#agesMillis.push(age);
    }
  }

  /**
   * Takes the measurements since the last call.
   *
   * @returns {Measured}
   */
  measure() {
    const now = performance.now();
    const seconds = Math.max((now - this.#measuredAtMillis) / 1000, 0.001);
    const ages = this.#agesMillis.sort((a, b) => a - b);
    const standing = this.shownSequence === null ? null : this.#ageMillis(this.#shownCapturedAtMicros);
    const measured = {
      fpsShown: ages.length / seconds,
      fpsReceived: this.#received / seconds,
      fpsSource: this.sourceIntervalMillis ? 1000 / this.sourceIntervalMillis : null,
      ageMillis: ages.length > 0 ? ages[ages.length >> 1] : standing,
      megabitsPerSecond: (this.#bytes * 8) / seconds / 1e6,
      width: this.#last?.width ?? 0,
      height: this.#last?.height ?? 0,
      skipped: this.#skipped,
    };
    this.#agesMillis = [];
    this.#received = 0;
    this.#bytes = 0;
    this.#measuredAtMillis = now;
    return measured;
  }

  close() {
    this.#closed = true;
    this.#waiting = null;
    this.#screen.close();
  }

  /** @param {Header} header @param {ArrayBuffer} message */
  async #decode(header, message) {
    this.#decoding = true;
    const run = this.#run;
    try {
      const jpeg = new Blob([new Uint8Array(message, header.pictureAt)], { type: 'image/jpeg' });
      const bitmap = await createImageBitmap(jpeg);
      if (this.#closed || run !== this.#run) {
        bitmap.close();
      } else if (this.#screen.show(bitmap, { sequence: header.sequence, capturedAtMicros: header.capturedAtMicros })) {
        this.#skipped++;
      }
    } catch {
      // A picture that is no JPEG is not shown; the next one may be.
      this.#skipped++;
    }
    this.#decoding = false;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting && !this.#closed) {
      this.#decode(waiting.header, waiting.message);
    }
  }
}
