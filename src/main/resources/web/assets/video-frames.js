// @ts-check
import { CameraProblem } from './cameras.js';

/** @typedef {import('./capture.js').FrameInfo} FrameInfo */
/** @typedef {{picture: HTMLVideoElement | ImageBitmap, capturedAt: number}} Taken */

const LOOK_MILLIS = 33;

/** The frames of a stream as a `<video>` shows them, for browsers that hand out no others. */
export class VideoFrames {
  /** @type {(frame: FrameInfo) => void} */
  onframe = () => {};
  #video = document.createElement('video');
  #isFresh = false;
  #capturedAt = 0;
  #shownAt = -1;
  #timer = 0;
  #closed = false;
  /** @type {(() => void)[]} */
  #waiting = [];

  /** @param {MediaStream | null} stream null where the caller sets the video's source */
  constructor(stream) {
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = stream;
  }

  get video() {
    return this.#video;
  }

  async start() {
    await this.#video.play().catch(() => {}); // a hidden page plays when it is seen
    this.#next();
  }

  /** The newest frame that was not taken; its picture is good until the caller yields. @returns {Promise<Taken>} */
  async take() {
    while (!this.#isFresh) {
      await new Promise((resolve) => this.#waiting.push(() => resolve(undefined)));
      if (this.#closed) {
        throw new Error('the capture has ended');
      }
    }
    this.#isFresh = false;
    return { picture: this.#video, capturedAt: this.#capturedAt };
  }

  close() {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#video.pause();
    this.#video.srcObject = null;
    this.#video.removeAttribute('src');
    this.#wake();
  }

  #next() {
    if (this.#closed) {
      return;
    }
    if (typeof this.#video.requestVideoFrameCallback === 'function') {
      this.#video.requestVideoFrameCallback((now, { captureTime }) => {
        this.#arrive(captureTime ?? now);
        this.#next();
      });
    } else {
      this.#timer = setInterval(() => {
        if (this.#video.currentTime !== this.#shownAt && this.#video.videoWidth > 0) {
          this.#shownAt = this.#video.currentTime;
          this.#arrive(performance.now());
        }
      }, LOOK_MILLIS);
    }
  }

  /** @param {number} capturedAt */
  #arrive(capturedAt) {
    if (this.#closed) {
      return;
    }
    this.#isFresh = true;
    this.#capturedAt = Math.min(capturedAt, performance.now());
    this.onframe({ capturedAt: this.#capturedAt, width: this.#video.videoWidth, height: this.#video.videoHeight });
    this.#wake();
  }

  #wake() {
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((wake) => wake());
  }
}

/** The pictures of a file. */
export class FileFrames {
  /** @type {(frame: FrameInfo) => void} */
  onframe = () => {};
  #bitmap;
  #playing;
  #url;

  /** @param {Blob} file @returns {Promise<FileFrames>} @throws {CameraProblem} */
  static async open(file) {
    if (!file.type.startsWith('video/')) {
      const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
      if (bitmap) {
        return new FileFrames(bitmap, null, '');
      }
    } else {
      const url = URL.createObjectURL(file);
      const playing = new VideoFrames(null);
      if (await canPlay(playing.video, url)) {
        return new FileFrames(null, playing, url);
      }
      URL.revokeObjectURL(url);
    }
    throw new CameraProblem('unreadable');
  }

  /** @param {ImageBitmap | null} bitmap @param {VideoFrames | null} playing @param {string} url */
  constructor(bitmap, playing, url) {
    this.#bitmap = bitmap;
    this.#playing = playing;
    this.#url = url;
  }

  /** What a preview can show of a video; null for a photo. @returns {MediaStream | null} */
  get stream() {
    const video = /** @type {any} */ (this.#playing?.video);
    return typeof video?.captureStream === 'function' ? video.captureStream() : null;
  }

  start() {
    if (this.#playing) {
      this.#playing.onframe = (frame) => this.onframe(frame);
      this.#playing.start();
    } else if (this.#bitmap) {
      this.onframe({ capturedAt: performance.now(), width: this.#bitmap.width, height: this.#bitmap.height });
    }
  }

  /** @returns {Promise<Taken>} */
  async take() {
    if (this.#playing) {
      return this.#playing.take();
    }
    return { picture: /** @type {ImageBitmap} */ (this.#bitmap), capturedAt: performance.now() };
  }

  close() {
    this.#playing?.close();
    this.#bitmap?.close();
    URL.revokeObjectURL(this.#url);
  }
}

/** @param {HTMLVideoElement} video @param {string} url @returns {Promise<boolean>} */
function canPlay(video, url) {
  video.loop = true;
  video.src = url;
  return new Promise((resolve) => {
    video.onloadeddata = () => resolve(video.videoWidth > 0);
    video.onerror = () => resolve(false);
  });
}
