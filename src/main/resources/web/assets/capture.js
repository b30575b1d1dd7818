// @ts-check
/**
 * Pictures of this device's camera, or of a file, as JPEGs made when they are asked for.
 *
 *     const capture = await Capture.open({ facing: 'environment', width: 1280, height: 720, fps: 30 }, {
 *       frame: (frame) => …,     // a new frame is there: {capturedAt, width, height}
 *       changed: (problem) => …, // the camera ended (a CameraProblem), or is muted or there again (null)
 *     });
 *     video.srcObject = capture.stream;                          // a preview
 *     const { jpeg, capturedAt, width, height } = await capture.grab(640, 480, 0.8);
 *     await capture.switchCamera({ deviceId });
 *     capture.stop();
 *
 * Where the browser can, frames go from the camera into a worker, which draws, encodes, and keeps the newest alone; nothing is
 * encoded that nobody grabs. Else the page takes each picture from a `<video>`, and encodes it in the worker, or, without that,
 * itself.
 *
 * @module
 */
import { CameraProblem, openCamera } from './cameras.js';
import { CaptureWorker } from './capture-port.js';
import { fit, JpegEncoder } from './jpeg-encoder.js';
import { FileFrames, VideoFrames } from './video-frames.js';

/** @typedef {import('./cameras.js').FoundCamera} FoundCamera */

export { CameraProblem, hasTorch, listCameras, looksAtUser, obstacle, setTorch } from './cameras.js';

/** @typedef {import('./cameras.js').Wish} Wish */

/**
 * A frame. `capturedAt` is in milliseconds of this page's `performance.now()`; width and height as the camera gives them now,
 * which changes when a phone is turned.
 *
 * @typedef {{capturedAt: number, width: number, height: number}} FrameInfo
 */

/** A JPEG with its own size. @typedef {{jpeg: ArrayBuffer, capturedAt: number, width: number, height: number}} Grabbed */

/**
 * @typedef {object} CaptureEvents
 * @property {(frame: FrameInfo) => void} [frame] there is a newer frame than before; once for a photo
 * @property {(problem: CameraProblem | null) => void} [changed] the camera ended; or, with null, `muted` is another
 */

/**
 * A source of pictures.
 *
 * Threads: the page's. Ownership: whoever opens it stops it, and with it its camera and its worker.
 */
export class Capture {
  /** What a `<video>` can show as a preview; null for a photo. @type {MediaStream | null} */
  stream = null;
  /** The camera's track; null for a file. @type {MediaStreamTrack | null} */
  track = null;
  /** A frame that was not grabbed is there. */
  hasFresh = false;
  /** The size of the newest frame; null before the first. @type {FrameInfo | null} */
  newest = null;
  #events;
  /** @type {CaptureWorker | null} */
  #worker;
  /** Who encodes where there is no worker. @type {JpegEncoder | null} */
  #encoder = null;
  /** Where the page takes the pictures itself. @type {VideoFrames | FileFrames | null} */
  #frames = null;
  /** @type {Wish} */
  #wish = {};
  #stopped = false;
  /** A switch that is under way, and those that wait for it. @type {Promise<unknown>} */
  #switching = Promise.resolve();

  /**
   * Opens a camera; the browser may ask a person first.
   *
   * @param {Wish} wish
   * @param {CaptureEvents} [events]
   * @throws {CameraProblem}
   */
  static async open(wish, events = {}) {
    const stream = await openCamera(wish);
    const capture = new Capture(await CaptureWorker.start(), events);
    capture.#wish = wish;
    await capture.#follow(stream);
    return capture;
  }

  /**
   * Takes the pictures from a photo, which each grab encodes anew, or from a video, which is played again and again.
   *
   * @param {Blob} file
   * @param {CaptureEvents} [events]
   * @throws {CameraProblem} `unreadable` where the browser cannot show it
   */
  static async ofFile(file, events = {}) {
    const frames = await FileFrames.open(file);
    const capture = new Capture(await CaptureWorker.start(), events);
    capture.#frames = frames;
    capture.stream = frames.stream;
    frames.onframe = (frame) => capture.#arrived(frame);
    frames.start();
    return capture;
  }

  /** @param {CaptureWorker | null} worker @param {CaptureEvents} events */
  constructor(worker, events) {
    this.#worker = worker;
    this.#events = events;
    if (worker) {
      worker.onframe = (frame) => this.#arrived(frame);
    }
  }

  /** True while the system keeps the camera's pictures back: another program has it, or the page is hidden. */
  get muted() {
    return this.track?.muted ?? false;
  }

  /**
   * The newest frame as a JPEG, at once where it was not grabbed yet, else as soon as there is one. The picture keeps its shape
   * and is made smaller where it does not fit, never larger.
   *
   * @param {number} width at most, in pixels; 0 for no limit
   * @param {number} height likewise
   * @param {number} quality 0 to 1
   * @returns {Promise<Grabbed>} rejected where the browser cannot encode it, and when this is stopped
   */
  async grab(width, height, quality) {
    if (this.#stopped) {
      throw new Error('the capture has ended');
    }
    if (!this.#frames) {
      const grabbed = /** @type {CaptureWorker} */ (this.#worker).grab({ width, height, quality });
      this.hasFresh = false;
      return grabbed;
    }
    const { picture, capturedAt } = await this.#frames.take();
    this.hasFresh = false;
    return { ...(await this.#encode(picture, width, height, quality)), capturedAt };
  }

  /**
   * @param {HTMLVideoElement | ImageBitmap} picture
   * @param {number} width @param {number} height @param {number} quality
   */
  async #encode(picture, width, height, quality) {
    if (this.#worker) {
      return this.#worker.encode(await createImageBitmap(picture), { width, height, quality });
    }
    this.#encoder ??= new JpegEncoder(document.createElement('canvas'));
    const source = picture instanceof HTMLVideoElement
      ? { width: picture.videoWidth, height: picture.videoHeight } : { width: picture.width, height: picture.height };
    const size = fit(source, width, height);
    return { jpeg: await this.#encoder.encode(picture, source, size, quality), ...size };
  }

  /**
   * Goes on with another camera, or the same one in another size. The one before is let go first, since phones open one at a
   * time; where the other cannot be had, it comes back.
   *
   * @param {Wish} wish
   * @throws {CameraProblem} why the other one cannot be had
   */
  switchCamera(wish) {
    const switched = this.#switching.then(() => this.#switch(wish));
    this.#switching = switched.catch(() => {});
    return switched;
  }

  /** @param {Wish} wish */
  async #switch(wish) {
    const before = this.#wish;
    this.#letGo();
    try {
      await this.#follow(await openCamera(wish));
      this.#wish = wish;
    } catch (error) {
      if (before !== wish && !this.#stopped) {
        await openCamera(before).then((stream) => this.#follow(stream), (gone) => this.#events.changed?.(CameraProblem.of(gone)));
      }
      throw CameraProblem.of(error);
    }
  }

  /** Lets camera and worker go. May be called twice. */
  stop() {
    if (!this.#stopped) {
      this.#stopped = true;
      this.#letGo();
      this.#worker?.end();
    }
  }

  #letGo() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.#frames?.close();
    this.#frames = null;
    this.hasFresh = false;
    this.track = null;
    this.stream = null;
  }

  /** @param {MediaStream} stream */
  async #follow(stream) {
    const [track] = stream.getVideoTracks();
    if (this.#stopped || !track) {
      stream.getTracks().forEach((one) => one.stop());
      return;
    }
    this.stream = stream;
    this.track = track;
    track.onended = () => this.track === track && this.#events.changed?.(new CameraProblem('ended'));
    track.onmute = track.onunmute = () => this.track === track && this.#events.changed?.(null);
    if (!this.#worker?.follow(track)) {
      const frames = new VideoFrames(stream);
      frames.onframe = (frame) => this.#arrived(frame);
      this.#frames = frames;
      await frames.start();
    }
  }

  /** @param {FrameInfo} frame */
  #arrived(frame) {
    if (!this.#stopped) {
      this.newest = frame;
      this.hasFresh = true;
      this.#events.frame?.(frame);
    }
  }
}
