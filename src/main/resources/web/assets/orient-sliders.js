// @ts-check

/** Sliders for pan, tilt and zoom, as far as a camera has them. */
export class OrientSliders {
  #box;
  #inputs;

  /**
   * @param {HTMLElement} box holds a range input for each axis, by its name
   * @param {(words: Record<string, string>) => void} send
   */
  constructor(box, send) {
    this.#box = box;
    this.#inputs = /** @type {NodeListOf<HTMLInputElement>} */ (box.querySelectorAll('input[type="range"]'));
    this.#inputs.forEach((input) => input.addEventListener('input', () => {
      this.#say(input);
      send({ [input.name]: Number(input.value).toFixed(3) });
    }));
  }

  /** @param {import('./orient.js').OrientState} state */
  show(state) {
    this.#inputs.forEach((input) => {
      const axis = /** @type {import('./orient.js').AxisName} */ (input.name);
      const limits = state.limits[axis];
      /** @type {HTMLElement} */ (input.closest('label')).hidden = !limits;
      if (!limits) {
        return;
      }
      input.min = String(limits.min);
      input.max = String(limits.max);
      if (!input.matches(':active')) {
        input.value = String(state.target[axis]);
      }
      this.#say(input);
    });
    this.#box.hidden = false;
  }

  /** @param {HTMLInputElement} input */
  #say(input) {
    const value = Number(input.value);
    const words = input.name === 'zoom' ? `${value.toFixed(1)}×` : `${Math.round(value)}°`;
    const output = input.closest('label')?.querySelector('output');
    if (output) {
      output.textContent = words;
    }
    input.setAttribute('aria-valuetext', words);
  }
}
