// @ts-check
import { plan } from './layout.js';

/**
 * What stands on a wall.
 *
 * @typedef {{element: HTMLElement, aspect: number}} Placed
 */

/**
 * Gives the tiles of a wall their sizes, and again whenever the window, what stands above the wall, or a camera's
 * shape changes.
 */
export class WallGrid {
  #list;
  #root = document.documentElement;
  /** @type {Placed[]} */
  #placed = [];
  #asked = false;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
    const resizes = new ResizeObserver(() => this.arrangeSoon());
    resizes.observe(this.#root);
    document.querySelectorAll('header, .notice').forEach((above) => resizes.observe(above));
  }

  /** @param {Placed[]} placed all of them, in order */
  arrange(placed) {
    this.#placed = placed;
    this.#arrange();
  }

  /** Arranges before the next frame, once for all that changes until then. */
  arrangeSoon() {
    if (!this.#asked) {
      this.#asked = true;
      requestAnimationFrame(() => {
        this.#asked = false;
        this.#arrange();
      });
    }
  }

  #arrange() {
    const aspects = this.#placed.map((tile) => tile.aspect);
    if (aspects.length === 0) {
      return;
    }
    // Whether it scrolls is decided without the scroll bar, which would decide otherwise once it is there.
    const scrollBar = innerWidth - this.#root.clientWidth;
    const room = this.#room();
    const scrolls = plan(aspects, { ...room, width: room.width + scrollBar }).scrolls;
    this.#root.classList.toggle('scrolls', scrolls);
    const { width, captions, tiles } = plan(aspects, this.#room());
    this.#list.style.width = `${width}px`;
    this.#list.dataset.captions = captions;
    this.#placed.forEach(({ element }, index) => {
      element.style.width = `${tiles[index].width}px`;
      element.style.height = `${tiles[index].height}px`;
    });
  }

  /** @returns {import('./layout.js').Room} */
  #room() {
    const around = /** @type {HTMLElement} */ (this.#list.parentElement);
    const style = getComputedStyle(around);
    const above = [...around.children].filter((one) => one !== this.#list && one instanceof HTMLElement && one.offsetHeight > 0);
    const used = above.reduce((sum, one) => sum + one.getBoundingClientRect().height + parseFloat(style.rowGap), around.offsetTop);
    // The root's height stays as it is while a phone's address bar comes and goes.
    return {
      width: around.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
      height: this.#root.clientHeight - used - parseFloat(style.paddingBottom) - parseFloat(getComputedStyle(document.body).paddingBottom),
      gap: parseFloat(getComputedStyle(this.#list).columnGap) || 0,
    };
  }
}
