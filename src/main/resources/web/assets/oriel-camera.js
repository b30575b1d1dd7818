// @ts-check
import { Session } from './session.js';
import { Announcer, wordsFor } from './words.js';
import { buildCamera } from './camera-parts.js';

/** @typedef {import('./phase.js').Phase} Phase */
/** @typedef {import('./channel.js').Statistics} Statistics */

const SETTLING_MILLIS = 150;
const STREAM_RETRY_MILLIS = 5_000;

/**
 * A live camera in any page:
 *
 * ```html
 * <script type="module" src="https://oriel.example/assets/oriel-camera.js"></script>
 * <oriel-camera src="https://oriel.example/api/cameras/door/live"></oriel-camera>
 * ```
 *
 * Several on one page share one connection, and so the viewer's bandwidth, as `src="…/api/live" camera="door"`.
 *
 * Attributes: `src`; `camera` (with `api/live` only); `label`, the picture's name for people who don't see it (empty
 * where the text beside it names it); `fit`
 * (`contain`, or `cover`: fill and cut); `mode` (`auto`, `sharp`, `smooth`); `max-fps`; `selected`, preferred where
 * bandwidth is short; `silent`, announces nothing to screen readers.
 *
 * Events, none of which bubble: `oriel-phase` (`detail`: a [Phase]), `oriel-statistics` (once a second, a [Statistics]),
 * `oriel-size` (`{width, height}` of the picture), `oriel-cameras` (what the connection now carries).
 *
 * Style: as wide as its place, 16:9 unless told otherwise. Parts: `picture`, `word`. Another origin must be listed in the server's `server.origins`.
 */
export class OrielCamera extends HTMLElement {
  static observedAttributes = ['src', 'camera', 'label', 'fit', 'mode', 'max-fps', 'selected'];

  /** @type {Phase} */
  phase = { name: 'connecting', cause: null, at: null };
  /** @type {Statistics | null} */
  statistics = null;
  /** Pixels of the picture as it comes, 0 before the first. */
  pictureSize = { width: 0, height: 0 };
  #parts = buildCamera(this);
  /** @type {Session | null} */
  #session = null;
  #camera = '';
  #announcer = new Announcer();
  #placed = false;
  #onScreen = true;
  #zoom = { scale: 1, x: 0, y: 0 };
  #settling = 0;
  #counting = 0;
  #streaming = 0;
  #resizes = new ResizeObserver(() => this.#layout());
  #crossings = new IntersectionObserver((entries) => {
    this.#onScreen = entries[entries.length - 1].isIntersecting;
    this.#lookSoon();
  });
  #onHide = () => this.#stop();
  /** @param {PageTransitionEvent} event */
  #onShow = (event) => event.persisted && this.#start();

  connectedCallback() {
    this.#placed = true;
    globalThis.addEventListener('pagehide', this.#onHide);
    globalThis.addEventListener('pageshow', this.#onShow);
    this.#resizes.observe(this);
    this.#crossings.observe(this);
    this.#start();
  }

  disconnectedCallback() {
    this.#placed = false;
    globalThis.removeEventListener('pagehide', this.#onHide);
    globalThis.removeEventListener('pageshow', this.#onShow);
    this.#resizes.disconnect();
    this.#crossings.disconnect();
    this.#stop();
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    // An element of the page's own text hears of its attributes before it is connected.
    if (before === now || !this.#placed) {
      return;
    }
    if (name === 'src' || name === 'camera') {
      this.#start();
    } else {
      this.#layout();
    }
  }

  /** The size in CSS pixels that the picture has at scale 1. */
  get fitted() {
    const { clientWidth: width, clientHeight: height } = this;
    const picture = this.pictureSize.width > 0 ? this.pictureSize : { width, height };
    const byWidth = width / Math.max(picture.width, 1);
    const byHeight = height / Math.max(picture.height, 1);
    const scale = this.getAttribute('fit') === 'cover' ? Math.max(byWidth, byHeight) : Math.min(byWidth, byHeight);
    return { width: picture.width * scale, height: picture.height * scale };
  }

  /**
   * Shows the picture larger and moved.
   *
   * @param {number} scale 1 = as fitted
   * @param {number} x CSS pixels to the right of the middle
   * @param {number} y CSS pixels below the middle
   */
  zoom(scale, x, y) {
    this.#zoom = { scale, x, y };
    this.#layout();
  }

  /** Tries to connect now instead of later. */
  retry() {
    this.#session?.retry();
  }

  #start() {
    this.#stop();
    const src = this.getAttribute('src');
    if (!src) {
      return;
    }
    this.#layout();
    if (typeof WebSocket !== 'function' || typeof createImageBitmap !== 'function') {
      this.#showStream(streamUrl(src, this.getAttribute('camera')));
      return;
    }
    this.#camera = this.getAttribute('camera') ?? '';
    this.#session = Session.find(socketUrl(src), this.#camera);
    const canvas = this.#parts.freshCanvas();
    this.#session.show(this.#camera, canvas, this.#view(), (told) => this.#hear(told));
  }

  /** A browser without what these modules need still shows a stream of pictures. @param {string} url */
  #showStream(url) {
    this.#enter({ name: 'live', cause: null, at: null });
    this.#parts.showStream(url, () => {
      this.#enter({ name: 'reconnecting', cause: null, at: Date.now() + STREAM_RETRY_MILLIS });
      this.#streaming = setTimeout(() => this.#start(), STREAM_RETRY_MILLIS);
    });
  }

  #stop() {
    clearTimeout(this.#streaming);
    clearTimeout(this.#settling);
    clearInterval(this.#counting);
    this.#session?.hide(this.#camera);
    this.#session = null;
  }

  /** @param {import('./engine.js').Told} told */
  #hear(told) {
    switch (told.is) {
      case 'phase':
        this.#enter(told.phase);
        break;
      case 'size':
        this.pictureSize = { width: told.width, height: told.height };
        this.#layout();
        this.#dispatch('oriel-size', this.pictureSize);
        break;
      case 'statistics':
        this.statistics = told.statistics;
        this.#dispatch('oriel-statistics', told.statistics);
        break;
      case 'cameras':
        this.#dispatch('oriel-cameras', told.cameras);
    }
  }

  /** @param {Phase} phase */
  #enter(phase) {
    const announcement = this.#announcer.hear(phase);
    this.phase = phase;
    this.setAttribute('phase', phase.name);
    clearInterval(this.#counting);
    const say = () => this.#parts.say(wordsFor(phase), phase.name !== 'live');
    say();
    if (phase.at !== null) {
      this.#counting = setInterval(say, 250);
    }
    if (announcement && !this.hasAttribute('silent')) {
      this.#parts.announce(announcement);
    }
    this.#dispatch('oriel-phase', phase);
  }

  #layout() {
    const { width, height } = this.fitted;
    const { scale, x, y } = this.#zoom;
    this.#parts.place(width, height, `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${scale})`);
    this.#parts.name(this.getAttribute('label') ?? 'Live camera');
    this.#lookSoon();
  }

  #lookSoon() {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#session?.view(this.#camera, this.#view()), SETTLING_MILLIS);
  }

  /** @returns {import('./protocol.js').View} */
  #view() {
    const { width, height } = this.fitted;
    const pixels = globalThis.devicePixelRatio * this.#zoom.scale;
    const mode = this.getAttribute('mode');
    const maxFps = Number(this.getAttribute('max-fps'));
    return {
      width: clampPixels(width * pixels),
      height: clampPixels(height * pixels),
      priority: !this.#onScreen ? 'off' : this.hasAttribute('selected') ? 'selected' : 'visible',
      mode: mode === 'sharp' || mode === 'smooth' ? mode : 'auto',
      ...(maxFps > 0 ? { maxFps } : {}),
    };
  }

  /** @param {string} type @param {any} detail */
  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** @param {number} pixels */
function clampPixels(pixels) {
  return Math.min(Math.max(Math.round(pixels), 1), 16384);
}

/** @param {string} src */
function socketUrl(src) {
  const url = new URL(src, document.baseURI);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}

/** The stream for browsers that cannot do better. @param {string} src @param {string | null} camera */
function streamUrl(src, camera) {
  const url = new URL(src, document.baseURI);
  url.protocol = url.protocol.replace('ws', 'http');
  url.pathname = camera
    ? url.pathname.replace(/live$/, `cameras/${encodeURIComponent(camera)}/stream.mjpg`)
    : url.pathname.replace(/live$/, 'stream.mjpg');
  return url.href;
}

customElements.define('oriel-camera', OrielCamera);
