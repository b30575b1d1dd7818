// @ts-check

/** @typedef {import('./capture.js').FrameInfo} FrameInfo */
/** @typedef {import('./capture.js').Grabbed} Grabbed */
/** @typedef {{width: number, height: number, quality: number}} Form */

const STARTING_MILLIS = 5_000;
/** Two clocks of one browser that stand further apart do not belong to one time. */
const MOST_AGE_MILLIS = 5_000;

/** The page's end of the worker that encodes. */
export class CaptureWorker {
  /** @type {(frame: FrameInfo) => void} */
  onframe = () => {};
  #worker;
  #takesTracks;
  /** What is added to a time of the worker. */
  #aheadMillis;
  #last = 0;
  /** @type {Map<number, {resolve: (grabbed: Grabbed) => void, reject: (error: Error) => void}>} */
  #asked = new Map();

  /** Starts one; null where the browser has no workers that draw. @returns {Promise<CaptureWorker | null>} */
  static start() {
    if (typeof Worker !== 'function' || typeof OffscreenCanvas !== 'function' || !('convertToBlob' in OffscreenCanvas.prototype)) {
      return Promise.resolve(null);
    }
    return new Promise((resolve) => {
      const worker = new Worker(new URL('capture-worker.js', import.meta.url), { type: 'module', name: 'oriel-capture' });
      const fail = () => {
        worker.terminate();
        resolve(null);
      };
      const timer = setTimeout(fail, STARTING_MILLIS);
      worker.onerror = fail;
      worker.onmessage = ({ data }) => {
        clearTimeout(timer);
        resolve(new CaptureWorker(worker, data));
      };
    });
  }

  /** @param {Worker} worker @param {{timeOrigin: number, takesTracks: boolean}} ready */
  constructor(worker, { timeOrigin, takesTracks }) {
    this.#worker = worker;
    this.#takesTracks = takesTracks;
    this.#aheadMillis = timeOrigin - performance.timeOrigin;
    worker.onerror = null;
    worker.onmessage = ({ data }) => this.#hear(data);
  }

  /**
   * Hands a camera's frames to the worker.
   *
   * @param {MediaStreamTrack} track stays the caller's
   * @returns {boolean} false where the browser cannot
   */
  follow(track) {
    const Processor = /** @type {any} */ (globalThis).MediaStreamTrackProcessor;
    try {
      if (this.#takesTracks) {
        const own = track.clone();
        try {
          this.#send({ do: 'track', track: own }, [/** @type {any} */ (own)]);
          return true;
        } catch {
          own.stop();
        }
      }
      if (typeof Processor !== 'function') {
        return false;
      }
      const stream = new Processor({ track, maxBufferSize: 1 }).readable;
      this.#send({ do: 'stream', stream }, [stream]);
      return true;
    } catch {
      return false; // a browser that has the class, and cannot send what it makes
    }
  }

  /** The newest frame of the camera that is followed, or the next. @param {Form} form @returns {Promise<Grabbed>} */
  grab(form) {
    return this.#ask((id) => this.#send({ do: 'grab', id, ...form }, []));
  }

  /** @param {ImageBitmap} bitmap passes to the worker @param {Form} form @returns {Promise<Grabbed>} */
  encode(bitmap, form) {
    return this.#ask((id) => this.#send({ do: 'encode', id, bitmap, ...form }, [bitmap]));
  }

  end() {
    this.#worker.terminate();
    this.#asked.forEach(({ reject }) => reject(new Error('the capture has ended')));
    this.#asked.clear();
  }

  /** @param {(id: number) => void} send @returns {Promise<Grabbed>} */
  #ask(send) {
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#asked.set(id, { resolve, reject });
      send(id);
    });
  }

  /** @param {import('./capture-worker.js').Command} command @param {Transferable[]} transfer */
  #send(command, transfer) {
    this.#worker.postMessage(command, transfer);
  }

  /** @param {import('./capture-worker.js').Told} told */
  #hear(told) {
    if (told.is === 'frame') {
      this.onframe({ capturedAt: this.#here(told.capturedAt), width: told.width, height: told.height });
    } else if (told.is === 'grabbed') {
      const { jpeg, width, height } = told;
      this.#asked.get(told.id)?.resolve({ jpeg, width, height, capturedAt: this.#here(told.capturedAt) });
      this.#asked.delete(told.id);
    } else if (told.is === 'failed') {
      this.#asked.get(told.id)?.reject(new Error(told.message));
      this.#asked.delete(told.id);
    }
  }

  /** A time of the worker as one of this page. @param {number} millis */
  #here(millis) {
    const now = performance.now();
    const here = millis + this.#aheadMillis;
    return here <= now && now - here < MOST_AGE_MILLIS ? here : now;
  }
}
