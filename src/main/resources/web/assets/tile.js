// @ts-check
import { make } from './dom.js';
import { USUAL_ASPECT } from './layout.js';
import { Announcer, labelFor } from './words.js';

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
  #title;
  #state;
  #cause = make('span', { class: 'visually-hidden' });
  #fps;
  #announcer = new Announcer();

  /** @param {string} name @param {TileEvents} events */
  constructor(name, events) {
    this.#camera = document.createElement('oriel-camera');
    this.#camera.setAttribute('src', 'api/live');
    this.#camera.setAttribute('camera', name);
    this.#camera.setAttribute('silent', '');
    // The caption names the link: the words over the picture count seconds, and a name that changes is read aloud.
    this.#camera.setAttribute('label', '');
    this.#camera.setAttribute('aria-hidden', 'true');
    this.#title = make('span', { class: 'title' });
    this.#state = make('span', { class: 'state' }, 'Connecting…');
    this.#fps = make('span', { 'class': 'fps', 'data-stat': 'fps', 'data-value': '0', 'aria-hidden': 'true' });
    const caption = make('span', { class: 'caption' }, make('span', { class: 'dot' }), this.#title, this.#state, this.#cause, this.#fps);
    const link = make('a', { href: `watch/${name}` }, this.#camera, caption);
    this.element = make('li', { class: 'tile', 'data-camera': name, 'data-phase': 'connecting' }, link);
    this.#listen(link, events);
  }

  /** @param {import('./api.js').Camera} camera */
  describe(camera) {
    this.title = camera.title || camera.name;
    this.#title.textContent = this.title;
    const [width, height] = (camera.size ?? '').split('x').map(Number);
    this.#shape(width, height);
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
        this.#rate(0);
      }
      events.changed();
      const announcement = this.#announcer.hear(phase);
      if (announcement) {
        events.announce(announcement, this.#announcer.ofConnection);
      }
    });
    this.#camera.addEventListener('oriel-statistics', (event) => {
      this.#rate(/** @type {CustomEvent} */ (event).detail.fpsShown);
    });
    this.#camera.addEventListener('oriel-size', (event) => {
      const { width, height } = /** @type {CustomEvent} */ (event).detail;
      if (this.#shape(width, height)) {
        events.reshaped();
      }
    });
    this.#camera.addEventListener('oriel-cameras', (event) => events.cameras(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {number} fps */
  #rate(fps) {
    this.#fps.dataset.value = fps.toFixed(1);
    this.#fps.textContent = fps >= 0.5 ? `${Math.round(fps)} fps` : '';
  }
}
