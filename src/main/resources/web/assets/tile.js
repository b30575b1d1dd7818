// @ts-check
import { make } from './dom.js';
import { Announcer, labelFor } from './words.js';

/**
 * @typedef {object} TileEvents
 * @property {(announcement: string, phase: import('./phase.js').Phase) => void} announce
 * @property {(cameras: import('./protocol.js').ListedCamera[]) => void} cameras
 */

/** One camera on the wall: a link to its page with the live picture, its title, state and rate. */
export class Tile {
  /** What people call the camera. */
  title = '';
  element;
  #camera;
  #title;
  #state;
  #fps;
  #announcer = new Announcer();

  /** @param {string} name @param {TileEvents} events */
  constructor(name, events) {
    this.#camera = document.createElement('oriel-camera');
    this.#camera.setAttribute('src', 'api/live');
    this.#camera.setAttribute('camera', name);
    this.#camera.setAttribute('silent', '');
    // The link's caption names it.
    this.#camera.setAttribute('label', '');
    this.#title = make('span', { class: 'title' });
    this.#state = make('span', { class: 'state' }, 'Connecting…');
    this.#fps = make('output', { class: 'fps', 'data-stat': 'fps', 'data-value': '0' });
    const caption = make('span', { class: 'caption' }, make('span', { class: 'dot' }), this.#title, this.#state, this.#fps);
    const link = make('a', { href: `watch/${name}` }, this.#camera, caption);
    this.element = make('li', { class: 'tile', 'data-camera': name, 'data-phase': 'connecting' }, link);
    this.#listen(link, events);
  }

  /** @param {import('./api.js').Camera} camera */
  describe(camera) {
    this.title = camera.title || camera.name;
    this.#title.textContent = this.title;
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
      this.element.dataset.phase = phase.name;
      this.#state.textContent = labelFor(phase);
      if (phase.name !== 'live') {
        this.#rate(0);
      }
      const announcement = this.#announcer.hear(phase);
      if (announcement) {
        events.announce(announcement, phase);
      }
    });
    this.#camera.addEventListener('oriel-statistics', (event) => {
      this.#rate(/** @type {CustomEvent} */ (event).detail.fpsShown);
    });
    this.#camera.addEventListener('oriel-cameras', (event) => events.cameras(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {number} fps */
  #rate(fps) {
    this.#fps.dataset.value = fps.toFixed(1);
    this.#fps.textContent = fps >= 0.5 ? `${Math.round(fps)} fps` : '';
  }
}
