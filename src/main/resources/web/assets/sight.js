// @ts-check

/** Whether an element can be seen: within the window, not of size zero, on a page that is shown. */
export class Sight {
  #element;
  #changed;
  /** Whether it is within the window; null until the browser has said so. @type {boolean | null} */
  #crosses = null;
  #resizes;
  #crossings;

  /** @param {HTMLElement} element @param {() => void} changed told of anything that may matter */
  constructor(element, changed) {
    this.#element = element;
    this.#changed = changed;
    this.#resizes = new ResizeObserver(changed);
    this.#crossings = new IntersectionObserver((entries) => {
      this.#crosses = entries[entries.length - 1].isIntersecting;
      changed();
    });
  }

  start() {
    this.#crosses = null;
    this.#resizes.observe(this.#element);
    this.#crossings.observe(this.#element);
    document.addEventListener('visibilitychange', this.#changed);
  }

  stop() {
    this.#resizes.disconnect();
    this.#crossings.disconnect();
    document.removeEventListener('visibilitychange', this.#changed);
  }

  /** True where the element has a place in the window, whether or not the page is shown. */
  get inWindow() {
    return this.#crosses === true && this.#element.clientWidth > 0 && this.#element.clientHeight > 0;
  }

  /** True where nobody can see it; false also while that is not known yet. */
  get hidden() {
    return document.hidden || (this.#crosses !== null && !this.inWindow);
  }
}
