// @ts-check

const QUIET_MILLIS = 3_000;

/**
 * The bars over the picture: gone after three quiet seconds, back with any movement, key or focus. They stay readable
 * for a screen reader and reachable by Tab while they cannot be seen.
 */
export class Bars {
  #body;
  #timer = 0;
  #held = false;

  /** @param {HTMLElement} body carries `data-bars="shown|hidden"` */
  constructor(body) {
    this.#body = body;
    document.addEventListener('pointermove', (event) => event.pointerType !== 'touch' && this.wake());
    for (const type of ['keydown', 'focusin', 'wheel', 'close']) {
      document.addEventListener(type, () => this.wake(), { capture: true, passive: true });
    }
    document.addEventListener('pointerdown', (event) => {
      if (event.target instanceof Element && event.target.closest('.bar')) {
        this.wake();
      }
    });
    this.wake();
  }

  /** Shows the bars, for three seconds more. */
  wake() {
    this.#body.dataset.bars = 'shown';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#rest(), QUIET_MILLIS);
  }

  /** A touch on the picture: shows the bars, or puts them away. */
  toggle() {
    if (this.#body.dataset.bars === 'shown' && !this.#busy()) {
      this.#body.dataset.bars = 'hidden';
    } else {
      this.wake();
    }
  }

  /**
   * Keeps the bars while something is wrong: the way back must be in sight.
   *
   * @param {boolean} held
   */
  hold(held) {
    if (held !== this.#held) {
      this.#held = held;
      this.wake();
    }
  }

  #rest() {
    if (this.#busy()) {
      this.wake();
    } else {
      this.#body.dataset.bars = 'hidden';
    }
  }

  #busy() {
    return this.#held || document.querySelector('dialog[open], .bar details[open], .bar :focus-visible, .bar:hover select:focus') !== null;
  }
}
