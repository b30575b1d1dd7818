// @ts-check
import { make } from './dom.js';

/**
 * A size that a camera's device gives by itself, and its rates, highest first.
 *
 * @typedef {{size: string, fps: number[]}} Mode
 *
 * What a camera turned out to give.
 *
 * @typedef {{size: string, fps: number | null}} Given
 *
 * @typedef {{state: string, cause: string | null, size: string | null, modes?: Mode[], given?: Given}} Described
 */

/** For cameras that do not say what they offer. @type {Mode[]} */
const USUAL = ['640x480', '1280x720', '1920x1080', '2560x1440', '3840x2160'].map((size) => ({ size, fps: [] }));
/** Devices round their rates. */
const SAME_RATE = 0.98;
const USUAL_RATES = [5, 10, 15, 25, 30];

/** A size as settings have it, whichever way people write it: `640 x 480`, `640×480`. @param {string} text */
export function sizeOf(text) {
  return text.trim().replace(/^(\d+)(?:\s*[xX×*]\s*|\s+)(\d+)$/, '$1x$2');
}

/** A size for people. @param {string} size */
export function sizeWords(size) {
  return size.replace('x', ' × ');
}

/** @param {number} fps */
function rateWords(fps) {
  return `${Number(fps.toFixed(2))} fps`;
}

/** @param {Given} given */
export function givenWords({ size, fps }) {
  return `The camera gives ${sizeWords(size)}${fps ? ` at ${rateWords(fps)}` : ''}`;
}

/**
 * What a camera made of the size and rate that it was asked for.
 *
 * @param {{size: string | null, fps: number | null}} asked
 * @param {Described} described a camera that is live
 * @returns {string} words for a person, empty where it gives what was asked for
 */
export function outcome(asked, { cause, size, given }) {
  if (cause) {
    return cause[0].toUpperCase() + cause.slice(1);
  }
  if (!given) {
    return '';
  }
  // A picture may be scaled to the size asked for, and turned.
  const otherSize = asked.size !== null && ![size, given.size, turned(size), turned(given.size)].includes(asked.size);
  const slower = asked.fps !== null && given.fps !== null && given.fps < SAME_RATE * asked.fps;
  return otherSize || slower ? `${givenWords(given)}, the nearest to what was asked for` : '';
}

/** @param {string | null} size */
function turned(size) {
  return size?.split('x').reverse().join('x');
}

/** The sizes and rates that a form offers, and what the camera gives now. */
export class ModeChoice {
  #size;
  #fps;
  #chips;
  #note;
  /** @type {Mode[]} */
  #modes = [];

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.#size = /** @type {HTMLInputElement} */ (form.elements.namedItem('size'));
    this.#fps = /** @type {HTMLInputElement} */ (form.elements.namedItem('fps'));
    this.#chips = /** @type {HTMLElement} */ (form.querySelector('.modes'));
    this.#note = /** @type {HTMLElement} */ (form.querySelector('.given'));
    this.#size.oninput = () => this.#mark();
    this.show(null);
  }

  /** @param {Described | null} described null while nothing is known */
  show(described) {
    this.#modes = described?.modes ?? [];
    const offered = this.#modes.length > 0 ? this.#modes : USUAL;
    this.#size.list?.replaceChildren(...offered.map(option));
    this.#chips.replaceChildren(...this.#modes.map((mode) => this.#chip(mode)));
    this.#chips.hidden = this.#modes.length === 0;
    this.#tell(described);
    this.#mark();
  }

  /** Takes what has changed, and leaves the buttons where they are. @param {Described} described */
  refresh(described) {
    if (this.#modes.length === 0) {
      this.show(described);
    } else {
      this.#tell(described);
    }
  }

  /** @param {Described | null} described */
  #tell(described) {
    const cause = described?.state === 'live' ? described.cause : null;
    const words = [described?.given ? givenWords(described.given) : '', cause ?? ''].filter(Boolean).join('; ');
    if (this.#note.textContent !== words) {
      this.#note.textContent = words;
    }
    this.#note.hidden = words === '';
  }

  /** @param {Mode} mode */
  #chip({ size, fps }) {
    const chip = make('button', { 'type': 'button', 'data-size': size }, sizeWords(size));
    if (fps.length > 0) {
      chip.append(make('small', {}, `${fps.length > 1 ? 'up to ' : ''}${rateWords(fps[0])}`));
    }
    chip.addEventListener('click', () => {
      this.#size.value = size;
      this.#mark();
    });
    return chip;
  }

  /** Shows which size is chosen, and offers its rates. */
  #mark() {
    const chosen = sizeOf(this.#size.value);
    for (const chip of this.#chips.querySelectorAll('button')) {
      chip.setAttribute('aria-pressed', String(chip.dataset.size === chosen));
    }
    const fitting = this.#modes.filter((mode) => mode.size === chosen);
    const rates = new Set((fitting.length > 0 ? fitting : this.#modes).flatMap((mode) => mode.fps));
    this.#fps.list?.replaceChildren(...[...(rates.size > 0 ? rates : USUAL_RATES)].sort((a, b) => b - a)
      .map((fps) => make('option', { value: String(fps) })));
  }
}

/** @param {Mode} mode */
function option({ size, fps }) {
  return make('option', { value: size, label: fps.length > 0 ? `${sizeWords(size)}, up to ${rateWords(fps[0])}` : sizeWords(size) });
}
