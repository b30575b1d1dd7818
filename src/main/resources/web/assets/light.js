// @ts-check

/** The controls of a camera's pixels: which of them, their colour, and their white. */
export class Light {
  #box;
  #pixel;
  #colour;
  #white;
  #send;
  /** @type {string[]} */
  #light = [];

  /**
   * @param {HTMLElement} box
   * @param {(pixel: string, rgbw: string) => void} send `all` or a number, and `red,green,blue,white`
   */
  constructor(box, send) {
    this.#box = box;
    this.#send = send;
    this.#pixel = /** @type {HTMLSelectElement} */ (box.querySelector('[name="pixel"]'));
    this.#colour = /** @type {HTMLInputElement} */ (box.querySelector('[name="colour"]'));
    this.#white = /** @type {HTMLInputElement} */ (box.querySelector('[name="white"]'));
    this.#pixel.addEventListener('change', () => this.#take());
    this.#colour.addEventListener('input', () => this.#give());
    this.#white.addEventListener('input', () => this.#give());
    box.querySelector('[name="dark"]')?.addEventListener('click', () => {
      this.#colour.value = '#000000';
      this.#white.value = '0';
      this.#give();
    });
  }

  /** @param {string[]} light of each pixel, `red,green,blue,white` */
  show(light) {
    this.#box.hidden = light.length === 0;
    if (light.length !== this.#light.length) {
      const pixels = light.map((_, index) => new Option(String(index), String(index)));
      this.#pixel.replaceChildren(new Option('All', 'all'), ...pixels);
    }
    this.#light = light;
    if (!this.#box.contains(document.activeElement)) {
      this.#take();
    }
  }

  /** Shows the light of the chosen pixel. */
  #take() {
    const [red = 0, green = 0, blue = 0, white = 0] = (this.#light[Number(this.#pixel.value) || 0] ?? '').split(',').map(Number);
    this.#colour.value = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    this.#white.value = String(white);
  }

  #give() {
    const rgb = [1, 3, 5].map((at) => parseInt(this.#colour.value.slice(at, at + 2), 16));
    this.#send(this.#pixel.value, [...rgb, this.#white.value].join(','));
  }
}
