// @ts-check
import { Fallback } from './fallback.js';
import { LimitWatch } from './limit.js';
import { phase, samePhase } from './phase.js';
import { placeOf } from './place.js';
import { reflect, takeEarly } from './properties.js';
import { Session } from './session.js';
import { Sight } from './sight.js';
import { viewOf, wantedOf } from './view.js';
import { Announcer } from './words.js';
import { buildCamera } from './camera-parts.js';

/** @typedef {import('./phase.js').Phase} Phase */
/** @typedef {import('./channel.js').Statistics} Statistics */

const SETTLING_MILLIS = 150;

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
 * Attributes, which are properties too: `src`; `camera` (with `api/live` only); `label`, the picture's name for people who
 * don't see it (empty where the text beside it names it); `fit` (`contain`, or `cover`: fill and cut); `mode` (`auto`,
 * `sharp`, `smooth`); `max-fps`; `selected`, preferred where bandwidth is short; `silent`, announces nothing to screen
 * readers. Without `src` the element is empty; with one that names no camera it says why. It connects when it is seen.
 *
 * Events, none of which bubble: `oriel-phase` (`detail`: a [Phase]), `oriel-statistics` (once a second, a [Statistics]),
 * `oriel-size` (`{width, height}` of the picture), `oriel-cameras` (what the connection now carries). Parts: `picture`,
 * `word`, `note`. Another origin must be listed in the server's `server.origins`.
 */
export class OrielCamera extends HTMLElement {
  static observedAttributes = ['src', 'camera', 'label', 'fit', 'mode', 'max-fps', 'selected'];

  /** @type {Phase} */
  phase = phase('connecting', null);
  /** @type {Statistics | null} */
  statistics = null;
  /** Pixels of the picture as it comes, 0 before the first. */
  pictureSize = { width: 0, height: 0 };
  /** Pixels of the camera's own picture where the page knows them, else 0. */
  sourceSize = { width: 0, height: 0 };
  #limits = new LimitWatch();
  #parts = buildCamera(this);
  /** @type {import('./place.js').Place | null} */
  #place = null;
  /** @type {Session | null} */
  #session = null;
  /** @type {Fallback | null} */
  #fallback = null;
  #announcer = new Announcer();
  #placed = false;
  #beginning = false;
  #zoom = { scale: 1, x: 0, y: 0 };
  #settling = 0;
  #sight = new Sight(this, () => {
    this.#layout();
    this.#show();
  });
  #onHide = () => this.#stop();
  /** @param {PageTransitionEvent} event */
  #onShow = (event) => event.persisted && this.#begin();

  connectedCallback() {
    this.#placed = true;
    takeEarly(this);
    globalThis.addEventListener('pagehide', this.#onHide);
    globalThis.addEventListener('pageshow', this.#onShow);
    this.#sight.start();
    this.#begin();
  }

  disconnectedCallback() {
    this.#placed = false;
    globalThis.removeEventListener('pagehide', this.#onHide);
    globalThis.removeEventListener('pageshow', this.#onShow);
    this.#sight.stop();
    this.#stop();
    this.#enter(phase('paused', null));
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    // An element of the page's own text hears of its attributes before it is connected.
    if (before === now || !this.#placed) {
      return;
    }
    if (name !== 'src' && name !== 'camera') {
      this.#layout();
    } else if (!this.#beginning) {
      // Both may change, one after the other.
      this.#beginning = true;
      queueMicrotask(() => {
        this.#beginning = false;
        if (this.#placed) {
          this.#begin();
        }
      });
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

  /** Forgets the camera that was shown, and shows the one that the attributes name. */
  #begin() {
    this.#stop();
    this.#parts.freshCanvas();
    this.pictureSize = { width: 0, height: 0 };
    this.statistics = null;
    this.#limits = new LimitWatch();
    const src = this.getAttribute('src')?.trim();
    const place = src ? placeOf(src, this.getAttribute('camera')) : null;
    this.#place = typeof place === 'string' ? null : place;
    this.#layout();
    if (typeof place === 'string') {
      this.#enter(phase('invalid', place));
    } else {
      this.#enter(phase(place ? 'connecting' : 'empty', null));
      this.#show();
    }
  }

  /** Starts what is not started, once there is something to see and somebody to see it. */
  #show() {
    const place = this.#place;
    if (this.#fallback && !this.#session && this.#sight.hidden) {
      this.#stop();
    }
    if (!this.#placed || !place || this.#session || this.#fallback) {
      return;
    }
    if (this.#sight.hidden) {
      this.#enter(phase('paused', null));
    } else if (!this.#sight.inWindow) {
      return;
    } else if (typeof WebSocket !== 'function' || typeof createImageBitmap !== 'function') {
      this.#fallBack(place, 'this browser shows nothing better');
    } else {
      if (this.phase.name === 'paused') {
        this.#enter(phase('connecting', null));
      }
      this.#session = Session.find(place.socket, place.camera);
      this.#session.show(place.camera, this.#parts.freshCanvas(), this.#view(), (told) => this.#hear(told));
    }
  }

  #stop() {
    clearTimeout(this.#settling);
    this.#fallback?.stop();
    this.#fallback = null;
    this.#session?.hide(this.#place?.camera ?? '');
    this.#session = null;
  }

  /** @param {import('./engine.js').Told} told */
  #hear(told) {
    switch (told.is) {
      case 'phase':
        this.#follow(told.phase);
        break;
      case 'size':
        this.#resize(told.width, told.height);
        break;
      case 'statistics':
        this.#measured(told.statistics);
        break;
      case 'orient':
        this.#dispatch('oriel-orient', told.state);
        break;
      case 'cameras':
        this.#dispatch('oriel-cameras', told.cameras);
    }
  }

  /** Takes what the connection says; while it is refused, the fallback has the word. @param {Phase} now */
  #follow(now) {
    const place = this.#place;
    if (now.name === 'refused' && place?.about) {
      this.#fallBack(place, now.cause);
    } else if (!(this.#fallback && now.name === 'starting')) {
      this.#fallback?.stop();
      this.#fallback = null;
      this.#enter(now);
    }
  }

  /** @param {import('./place.js').Place} place @param {string | null} cause */
  #fallBack(place, cause) {
    if (!place.about) {
      this.#enter(phase('refused', cause));
      return;
    }
    this.#fallback ??= new Fallback(place.about, () => this.#view().width, {
      phase: (now) => this.#enter(now),
      image: (image) => {
        this.#parts.cover(image);
        if (image) {
          this.#resize(image.naturalWidth, image.naturalHeight);
        }
      },
    });
    this.#fallback.because(cause);
  }

  /** @param {Statistics} measured */
  #measured(measured) {
    if (!this.#fallback) {
      const wanted = wantedOf(this.#view(), this.sourceSize);
      this.statistics = { ...measured, limit: this.phase.name === 'live' ? this.#limits.look(measured, wanted) : null };
      this.#dispatch('oriel-statistics', this.statistics);
    }
  }

  /** @param {number} width @param {number} height of the picture as it comes */
  #resize(width, height) {
    if (width !== this.pictureSize.width || height !== this.pictureSize.height) {
      this.pictureSize = { width, height };
      this.#layout();
      this.#dispatch('oriel-size', this.pictureSize);
    }
  }

  /** @param {Phase} now */
  #enter(now) {
    if (samePhase(now, this.phase) && this.getAttribute('phase') === now.name) {
      return;
    }
    const announcement = this.#announcer.hear(now);
    this.phase = now;
    this.setAttribute('phase', now.name);
    this.#parts.say(now);
    if (announcement && !this.hasAttribute('silent')) {
      this.#parts.announce(announcement);
    }
    this.#dispatch('oriel-phase', now);
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
    this.#settling = setTimeout(() => this.#session?.view(this.#place?.camera ?? '', this.#view()), SETTLING_MILLIS);
  }

  #view() {
    return viewOf(this, this.fitted, this.#zoom.scale, this.#sight.inWindow);
  }

  /** @param {string} type @param {any} detail */
  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

reflect(OrielCamera);
// A page may show cameras of several servers, each with a script of its own.
if (!customElements.get('oriel-camera')) {
  customElements.define('oriel-camera', OrielCamera);
}
