// @ts-check
import { OrielCamera } from './oriel-camera.js';
import { make } from './dom.js';
import { USUAL_ASPECT } from './layout.js';
import { Announcer, labelFor, limitWords } from './words.js';

/** Renditions round their height: a change below this is none. */
const SAME_SHAPE = 0.02;

/**
 * @typedef {object} TileEvents
 * @property {(announcement: string, ofConnection: boolean) => void} announce
 * @property {(cameras: import('./protocol.js').ListedCamera[]) => void} cameras
 * @property {() => void} changed the camera is in another phase
 * @property {() => void} reshaped the camera's pictures have another shape
 */

/** One camera on the wall: a link to its page with the live picture, its title, state and rate. */
export class Tile {
  /** What people call the camera. */
  title = '';
  /** Width by height of the camera's pictures. */
  aspect = USUAL_ASPECT;
  /** @type {import('./phase.js').Phase | null} */
  phase = null;
  element;
  #camera;
  #caption;
  /** Whether the server has told the camera's size, as it does when there is a picture. */
  isDescribed = false;
  #title;
  #state;
  #cause = make('span', { class: 'visually-hidden' });
  #fps;
  #announcer = new Announcer();

  /** @param {string} name @param {TileEvents} events */
  constructor(name, events) {
    this.#camera = new OrielCamera();
    this.#camera.setAttribute('src', 'api/live');
    this.#camera.setAttribute('camera', name);
    this.#camera.setAttribute('silent', '');
    // The caption names the link: the words over the picture count seconds, and a name that changes is read aloud.
    this.#camera.setAttribute('label', '');
    this.#camera.setAttribute('aria-hidden', 'true');
    this.#title = make('span', { class: 'title' });
    this.#state = make('span', { class: 'state' }, 'Connecting…');
    this.#fps = make('span', { 'class': 'fps', 'data-stat': 'fps', 'data-value': '0', 'aria-hidden': 'true' });
    this.#caption = make('span', { class: 'caption' }, make('span', { class: 'dot' }), this.#title, this.#state, this.#cause, this.#fps);
    const link = make('a', { href: `watch/${name}` }, this.#camera, this.#caption);
    this.element = make('li', { class: 'tile', 'data-camera': name, 'data-phase': 'connecting' }, link);
    this.#listen(link, events);
  }

  /** @param {import('./api.js').Camera} camera */
  describe(camera) {
    this.title = camera.title || camera.name;
    this.#title.textContent = this.title;
    const [width = 0, height = 0] = (camera.size ?? '').split('x').map(Number);
    if (width > 0 && height > 0) {
      this.isDescribed = true;
      this.#camera.sourceSize = { width, height };
      this.#shape(width, height);
    }
  }

  /** Takes a shape; true where it is another. @param {number} width @param {number} height */
  #shape(width, height) {
    const aspect = width / height;
    const isNew = aspect > 0 && Number.isFinite(aspect) && Math.abs(aspect / this.aspect - 1) > SAME_SHAPE;
    if (isNew) {
      this.aspect = aspect;
    }
    return isNew;
  }

  /** @param {HTMLElement} link @param {TileEvents} events */
  #listen(link, events) {
    for (const type of ['pointerenter', 'focus']) {
      link.addEventListener(type, () => this.#camera.setAttribute('selected', ''));
    }
    for (const type of ['pointerleave', 'blur']) {
      link.addEventListener(type, () => this.#camera.removeAttribute('selected'));
    }
    this.#camera.addEventListener('oriel-phase', (event) => {
      const phase = /** @type {CustomEvent} */ (event).detail;
      this.phase = phase;
      this.element.dataset.phase = phase.name;
      this.#state.textContent = labelFor(phase);
      this.#cause.textContent = phase.name === 'reconnecting' ? '' : (phase.cause ?? '');
      if (phase.name !== 'live') {
        this.#rate(0, null);
      }
      events.changed();
      const announcement = this.#announcer.hear(phase);
      if (announcement) {
        events.announce(announcement, this.#announcer.ofConnection);
      }
    });
    this.#camera.addEventListener('oriel-statistics', (event) => {
      /** @type {import('./channel.js').Statistics} */
      const { fpsShown, limit } = /** @type {CustomEvent} */ (event).detail;
      this.#rate(fpsShown, limit);
    });
    this.#camera.addEventListener('oriel-size', (event) => {
      const { width, height } = /** @type {CustomEvent} */ (event).detail;
      if (this.#shape(width, height)) {
        events.reshaped();
      }
    });
    this.#camera.addEventListener('oriel-cameras', (event) => events.cameras(/** @type {CustomEvent} */ (event).detail));
  }

  /**
   * Shows the rate, and what of the camera does not come.
   *
   * @param {number} fps
   * @param {import('./limit.js').Limit | null} limit
   */
  #rate(fps, limit) {
    const missing = limitWords(limit);
    if (this.phase?.name === 'live') {
      // The rates are left out of the link's name, which is read aloud when it changes.
      write(this.#state, missing.title || labelFor(this.phase));
    }
    this.#caption.title = [missing.title, missing.detail].filter(Boolean).join(': ');
    this.#fps.dataset.value = fps.toFixed(1);
    const width = limit?.size ? [make('span', { class: 'width' }, `${limit.size.width} of ${limit.size.ofWidth} px, `)] : [];
    const rate = limit?.fps ? `${limit.fps.got} of ${limit.fps.of} fps` : fps >= 0.5 ? `${Math.round(fps)} fps` : '';
    this.#fps.replaceChildren(...width, rate);
  }
}

/** Leaves a text that is the same alone. @param {HTMLElement} place @param {string} text */
function write(place, text) {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}
