// @ts-check
import { ApiError, askJson, wordsOf } from './api.js';
import { make } from './dom.js';
import { GamepadMoves } from './gamepad.js';
import { Light } from './light.js';
import { inOrder, mergedLights, mergedMoves, OrientSender, request } from './orient-sender.js';
import { OrientSliders } from './orient-sliders.js';
import { Pad } from './pad.js';

/** @typedef {'pan' | 'tilt' | 'zoom'} AxisName */
/** @typedef {Partial<Record<AxisName, {min: number, max: number}>>} Limits */

/**
 * Where a camera looks.
 *
 * @typedef {object} OrientState
 * @property {number} pan degrees, to the right
 * @property {number} tilt degrees, up
 * @property {number} zoom
 * @property {Record<AxisName, number>} target
 * @property {boolean} moving
 * @property {boolean} touring
 * @property {string[]} presets
 * @property {string} problem empty while the hardware obeys
 * @property {Limits} limits
 * @property {number} fieldOfView degrees between the picture's left and right edge at zoom 1
 * @property {string[]} [light] of each pixel, `red,green,blue,white`
 */

/** A key moves the picture by that part of its width. */
const KEY_PART = 1 / 12;

/** @param {Record<string, string>} colours by pixel @returns {string[][]} */
function lightWords(colours) {
  return inOrder(colours).flatMap(([pixel, rgbw]) => [['pixel', pixel], ['rgbw', rgbw]]);
}

/** The panel that turns a camera. */
export class OrientPanel {
  #panel;
  #button;
  #address;
  #sender;
  #lights;
  #pad;
  #sliders;
  #light;
  #problem;
  #presets;
  #tour;
  #gamepad;
  /** @type {OrientState | null} */
  #state = null;
  #shownPresets = '';
  #allowed = false;

  /**
   * @param {HTMLElement} panel
   * @param {HTMLButtonElement} button shows and hides it
   * @param {string} address the camera's
   */
  constructor(panel, button, address) {
    this.#panel = panel;
    this.#button = button;
    this.#address = address;
    this.#problem = /** @type {HTMLElement} */ (panel.querySelector('.problem'));
    this.#presets = /** @type {HTMLElement} */ (panel.querySelector('.presets'));
    this.#tour = /** @type {HTMLButtonElement} */ (panel.querySelector('[name="tour"]'));
    const complain = (/** @type {string} */ words) => this.#complain(words);
    this.#sender = new OrientSender((words) => request(`${address}/orient`, 'POST', words), complain, mergedMoves);
    this.#lights = new OrientSender((words) => request(`${address}/light`, 'POST', lightWords(words)), complain, mergedLights);
    this.#pad = new Pad(/** @type {HTMLElement} */ (panel.querySelector('.pad')), (pan, tilt) => this.#to({ pan, tilt }));
    this.#sliders = new OrientSliders(/** @type {HTMLElement} */ (panel.querySelector('.sliders')), (words) => this.#sender.send(words));
    this.#light = new Light(/** @type {HTMLElement} */ (panel.querySelector('.light')),
      (pixel, rgbw) => this.#lights.send({ [pixel]: rgbw }));
    this.#gamepad = new GamepadMoves((x, y, zoom) => this.#glide(x, y, zoom));
    button.addEventListener('click', () => this.toggle());
    panel.querySelector('[name="home"]')?.addEventListener('click', () => this.#sender.send({ home: '' }));
    panel.querySelector('[name="stop"]')?.addEventListener('click', () => this.#sender.send({ stop: '' }));
    this.#tour.addEventListener('click', () => this.#sender.send({ tour: this.#state?.touring ? 'off' : 'on' }));
    panel.querySelector('form')?.addEventListener('submit', (event) => this.#save(event));
  }

  /** True while the panel is on the screen. */
  get open() {
    return !this.#panel.hidden;
  }

  toggle() {
    this.#panel.hidden = !this.#panel.hidden || this.#button.hidden;
    this.#button.setAttribute('aria-pressed', String(this.open));
    this.#gamepad.listen(this.open);
  }

  /** Shows the controls to those who may use them. @param {boolean} allowed */
  allow(allowed) {
    this.#allowed = allowed;
    this.#button.hidden = !allowed || this.#state === null;
    if (this.#button.hidden && this.open) {
      this.#panel.hidden = true;
      this.#gamepad.listen(false);
    }
    if (allowed && this.#state === null) {
      this.#ask();
    }
  }

  /** Where the state has not come by itself: a server in between may be older. */
  async #ask() {
    try {
      this.show(await askJson(`${this.#address}/orient`));
    } catch {
      // This camera is not turned, or not now.
    }
  }

  /** The camera cannot be turned any more. */
  forget() {
    this.#state = null;
    this.#button.hidden = true;
    this.#panel.hidden = true;
    this.#gamepad.listen(false);
  }

  /** @param {OrientState} state */
  show(state) {
    this.#state = state;
    this.#button.hidden = !this.#allowed;
    const hasPad = Boolean(state.limits.pan && state.limits.tilt);
    /** @type {HTMLElement} */ (this.#panel.querySelector('.pad')).hidden = !hasPad;
    this.#pad.show(state);
    this.#sliders.show(state);
    this.#light.show(state.light ?? []);
    this.#problem.textContent = state.problem;
    this.#tour.setAttribute('aria-pressed', String(state.touring));
    this.#tour.disabled = state.presets.length < 2;
    this.#list(state.presets);
  }

  /** @param {string[]} presets */
  #list(presets) {
    const now = presets.join(' ');
    if (now === this.#shownPresets) {
      return;
    }
    this.#shownPresets = now;
    this.#presets.replaceChildren(...presets.map((name) => {
      const go = make('button', { type: 'button' }, name);
      go.addEventListener('click', () => this.#sender.send({ preset: name }));
      const forget = make('button', { type: 'button', 'class': 'forget', 'aria-label': `Forget ${name}`, title: `Forget ${name}` }, '×');
      forget.addEventListener('click', () => this.#preset('DELETE', name));
      return make('span', { 'class': 'preset' }, go, forget);
    }));
  }

  /** @param {Event} event */
  #save(event) {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (this.#panel.querySelector('[name="preset"]'));
    const name = input.value.trim().toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 32);
    if (name !== '') {
      input.value = '';
      this.#preset('PUT', name);
    }
  }

  /** @param {'PUT' | 'DELETE'} method @param {string} name */
  async #preset(method, name) {
    try {
      await request(`${this.#address}/orient/presets/${name}`, method);
      this.#complain('');
    } catch (error) {
      this.#complain(error instanceof ApiError && error.status === 404 ? '' : wordsOf(error));
    }
  }

  /** @param {string} words */
  #complain(words) {
    this.#problem.textContent = words || this.#state?.problem || '';
  }

  /** @param {Partial<Record<AxisName, number>>} pose */
  #to(pose) {
    const words = Object.entries(pose).filter(([axis]) => this.#state?.limits[/** @type {AxisName} */ (axis)])
      .map(([axis, value]) => [axis, value.toFixed(2)]);
    if (words.length > 0) {
      this.#sender.send(Object.fromEntries(words));
    }
  }

  /** Turns by parts of what is seen. @param {number} right @param {number} up */
  step(right, up) {
    const state = this.#state;
    if (state) {
      const degrees = (state.fieldOfView / state.target.zoom) * KEY_PART;
      this.#by({ pan: right * degrees, tilt: up * degrees });
    }
  }

  /** Zooms by a factor. @param {number} factor @returns {boolean} false where the camera does not zoom */
  zoomBy(factor) {
    const state = this.#state;
    if (!state?.limits.zoom) {
      return false;
    }
    this.#by({ zoom: state.target.zoom * (factor - 1) });
    return true;
  }

  /** What the sticks of a gamepad ask for: parts of what is seen. @param {number} right @param {number} up @param {number} zoom */
  #glide(right, up, zoom) {
    const state = this.#state;
    if (state) {
      const degrees = state.fieldOfView / state.target.zoom;
      this.#by({ pan: right * degrees, tilt: up * degrees, zoom });
    }
  }

  /** Asks for distances, since several may be on their way. @param {Partial<Record<AxisName, number>>} distance */
  #by(distance) {
    const words = Object.entries(distance).filter(([axis, value]) => value !== 0 && this.#state?.limits[/** @type {AxisName} */ (axis)])
      .map(([axis, value]) => [`d${axis}`, value.toFixed(3)]);
    if (words.length > 0) {
      this.#sender.send(Object.fromEntries(words));
    }
  }

  /**
   * Brings a point of the picture to its middle.
   *
   * @param {number} x from -0.5 at the left edge to 0.5
   * @param {number} y from -0.5 at the upper edge to 0.5
   * @param {number} aspect width by height
   * @returns {boolean} false where the camera is not turned so
   */
  centre(x, y, aspect) {
    const state = this.#state;
    if (!state?.limits.pan || !state.limits.tilt || !this.open) {
      return false;
    }
    const seen = state.fieldOfView / state.target.zoom;
    this.#by({ pan: x * seen, tilt: (-y * seen) / aspect });
    return true;
  }
}
