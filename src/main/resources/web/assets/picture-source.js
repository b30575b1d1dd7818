// @ts-check
import { CameraProblem, Capture, listCameras, obstacle } from './capture.js';
import { byId, make, remember, remembered } from './dom.js';
import { Rate } from './rate.js';

/** What a photo is made smaller to: no screen shows more, and a server refuses much larger ones. */
const PHOTO_LONG = 4_096;
const FILE = 'file';

/**
 * Where the pictures of the page come from: a camera, or a file; with the preview, and the choice of both and of the size.
 */
export class PictureSource {
  /** How often the preview shows a new frame. */
  previewRate = new Rate();
  #events;
  /** @type {Capture | null} */
  #capture = null;
  /** Counts what was opened, so that what comes late of an earlier one is let go. */
  #turn = 0;
  #fileUrl = '';
  #video = byId('preview', HTMLVideoElement);
  #photo = byId('photo', HTMLImageElement);
  #offer = byId('offer', HTMLElement);
  #problem = byId('source-problem', HTMLElement);
  #camera = byId('camera', HTMLSelectElement);
  #size = byId('size', HTMLSelectElement);
  #start = byId('start', HTMLButtonElement);
  #file = byId('file', HTMLInputElement);

  /** @param {{source: (capture: Capture | null) => void, frame: () => void, size: () => void}} events */
  constructor(events) {
    this.#events = events;
    this.#size.value = remembered('process.size', '640x480') || '640x480';
    this.#start.addEventListener('click', () => this.#open());
    this.#camera.addEventListener('change', () => this.#camera.value !== FILE && this.#open());
    this.#size.addEventListener('change', () => this.#resized());
    this.#file.addEventListener('change', () => this.#file.files?.[0] && this.openFile(this.#file.files[0]));
    document.querySelectorAll('.choose').forEach((button) => button.addEventListener('click', () => this.#file.click()));
    navigator.mediaDevices?.addEventListener?.('devicechange', () => this.#listCameras());
    this.#countPreview();
    this.#listCameras();
  }

  /** The longest and the shortest side of a picture that is sent; 0 = no limit. */
  get limits() {
    const [width, height] = this.#size.value.split('x').map(Number);
    const most = this.#capture?.track ? 0 : PHOTO_LONG;
    return { long: width || most, short: height || most };
  }

  /** The size of the newest frame, or null before the first. */
  get size() {
    return this.#capture?.newest ?? null;
  }

  /** Starts the camera where a person has allowed it before; else the page offers to. */
  async begin() {
    const cannot = obstacle();
    if (cannot) {
      this.#fail(cannot);
      return;
    }
    const permission = await navigator.permissions?.query({ name: /** @type {any} */ ('camera') }).catch(() => null);
    if (permission?.state === 'granted') {
      this.#open();
    }
  }

  /** Takes the pictures from a file. @param {File} file */
  async openFile(file) {
    const turn = this.#take();
    try {
      const capture = await Capture.ofFile(file, this.#captureEvents(turn));
      if (!this.#follow(turn, capture)) {
        return;
      }
      this.#setSize(capture.isStill ? 'full' : this.#size.value);
      this.#fileUrl = URL.createObjectURL(file);
      this.#photo.hidden = !capture.isStill;
      this.#video.hidden = capture.isStill;
      if (capture.isStill) {
        this.#photo.src = this.#fileUrl;
      } else if (capture.stream) {
        this.#video.srcObject = capture.stream;
      } else {
        this.#video.src = this.#fileUrl;
        this.#video.loop = true;
      }
      await this.#listCameras(file.name);
    } catch (error) {
      const isUnreadable = error instanceof CameraProblem && error.code === 'unreadable';
      this.#fail(isUnreadable ? new Error(`“${file.name}” is no picture or video that this browser can show.`) : error, turn);
    }
    this.#file.value = '';
  }

  async #open() {
    const turn = this.#take();
    this.#start.disabled = true;
    this.#setSize(remembered('process.size', '640x480'));
    try {
      const capture = await Capture.open(this.#wish(), this.#captureEvents(turn));
      if (this.#follow(turn, capture)) {
        this.#video.hidden = false;
        this.#video.srcObject = capture.stream;
        await this.#listCameras();
      }
    } catch (error) {
      this.#fail(error, turn);
    }
    this.#start.disabled = false;
  }

  #wish() {
    const [width, height] = this.#size.value.split('x').map(Number);
    const chosen = this.#camera.value === FILE ? '' : this.#camera.value;
    const deviceId = chosen || undefined;
    return { deviceId, ...(width && height ? { width, height } : { width: 3_840, height: 2_160 }), fps: 30 };
  }

  /** @param {number} turn */
  #captureEvents(turn) {
    return {
      frame: () => turn === this.#turn && this.#events.frame(),
      changed: (/** @type {CameraProblem | null} */ problem) => problem && this.#fail(problem, turn),
    };
  }

  /** Lets go of what there was. @returns {number} the new turn */
  #take() {
    this.#capture?.stop();
    this.#capture = null;
    this.#events.source(null);
    this.#video.srcObject = null;
    this.#video.removeAttribute('src');
    this.#video.hidden = this.#photo.hidden = true;
    URL.revokeObjectURL(this.#fileUrl);
    this.#fileUrl = '';
    this.#problem.textContent = '';
    this.previewRate.reset();
    return ++this.#turn;
  }

  /** @param {number} turn @param {Capture} capture @returns {boolean} false where something else was opened meanwhile */
  #follow(turn, capture) {
    if (turn !== this.#turn) {
      capture.stop();
      return false;
    }
    this.#capture = capture;
    this.#offer.hidden = true;
    this.#events.source(capture);
    return true;
  }

  /** @param {unknown} error @param {number} [turn] */
  #fail(error, turn = this.#turn) {
    if (turn !== this.#turn) {
      return;
    }
    this.#take();
    this.#offer.hidden = false;
    this.#problem.replaceChildren(error instanceof Error ? error.message : String(error));
    if (error instanceof CameraProblem && error.code === 'insecure') {
      this.#problem.append(' ', make('a', { href: 'trust' }, 'How to open this page by https'));
    }
    this.#start.hidden = error instanceof CameraProblem && (error.code === 'insecure' || error.code === 'unsupported');
  }

  async #resized() {
    const capture = this.#capture;
    if (capture?.track) {
      remember('process.size', this.#size.value);
      try {
        await capture.switchCamera(this.#wish());
        this.#video.srcObject = capture.stream;
      } catch (error) {
        this.#fail(error);
      }
    }
    this.#events.size();
  }

  /** @param {string} value */
  #setSize(value) {
    this.#size.value = value;
    this.#size.selectedIndex = Math.max(0, this.#size.selectedIndex);
    this.#events.size();
  }

  /** @param {string} [file] the name of the file in use */
  async #listCameras(file = this.#camera.value === FILE && this.#fileUrl ? (this.#camera.selectedOptions[0]?.text ?? '') : '') {
    const cameras = await listCameras();
    const chosen = this.#capture?.track?.getSettings().deviceId ?? this.#camera.value;
    const options = cameras.map(({ deviceId, label }) => make('option', { value: deviceId }, label));
    if (options.length === 0) {
      options.push(make('option', { value: '' }, 'This device’s camera'));
    }
    if (file) {
      options.push(make('option', { value: FILE }, file));
    }
    this.#camera.replaceChildren(...options);
    this.#camera.value = file ? FILE : chosen;
    this.#camera.selectedIndex = Math.max(0, this.#camera.selectedIndex);
  }

  #countPreview() {
    if (typeof this.#video.requestVideoFrameCallback === 'function') {
      this.#video.requestVideoFrameCallback((now) => {
        this.previewRate.count(now);
        this.#countPreview();
      });
    }
  }
}
