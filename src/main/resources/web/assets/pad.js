// @ts-check

/**
 * A pad that is dragged on with a finger, a pen or a mouse: its area is all that a camera can look at.
 */
export class Pad {
  #pad;
  #knob;
  #shadow;
  #moved;
  /** @type {import('./orient.js').Limits} */
  #limits = {};
  /** The one that drags. @type {number | null} */
  #pointer = null;

  /**
   * @param {HTMLElement} pad
   * @param {(pan: number, tilt: number) => void} moved
   */
  constructor(pad, moved) {
    this.#pad = pad;
    this.#knob = /** @type {HTMLElement} */ (pad.querySelector('.knob'));
    this.#shadow = /** @type {HTMLElement} */ (pad.querySelector('.now'));
    this.#moved = moved;
    pad.addEventListener('pointerdown', (event) => this.#down(event));
    pad.addEventListener('pointermove', (event) => event.pointerId === this.#pointer && this.#to(event));
    pad.addEventListener('lostpointercapture', (event) => {
      if (event.pointerId === this.#pointer) {
        this.#pointer = null;
      }
    });
  }

  /** @param {import('./orient.js').OrientState} state */
  show(state) {
    this.#limits = state.limits;
    this.#place(this.#shadow, state.pan, state.tilt);
    if (this.#pointer === null) {
      this.#place(this.#knob, state.target.pan, state.target.tilt);
    }
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button === 0 && this.#pointer === null) {
      this.#pointer = event.pointerId;
      this.#pad.setPointerCapture(event.pointerId);
      this.#to(event);
    }
  }

  /** @param {PointerEvent} event */
  #to(event) {
    const { pan, tilt } = this.#limits;
    if (!pan || !tilt) {
      return;
    }
    const box = this.#pad.getBoundingClientRect();
    const x = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    const y = Math.min(Math.max((event.clientY - box.top) / box.height, 0), 1);
    const to = { pan: pan.min + x * (pan.max - pan.min), tilt: tilt.max - y * (tilt.max - tilt.min) };
    this.#place(this.#knob, to.pan, to.tilt);
    this.#moved(to.pan, to.tilt);
  }

  /** @param {HTMLElement} mark @param {number} panDegrees @param {number} tiltDegrees */
  #place(mark, panDegrees, tiltDegrees) {
    const { pan, tilt } = this.#limits;
    if (pan && tilt) {
      mark.style.left = `${((panDegrees - pan.min) / (pan.max - pan.min)) * 100}%`;
      mark.style.top = `${((tilt.max - tiltDegrees) / (tilt.max - tilt.min)) * 100}%`;
    }
  }
}
