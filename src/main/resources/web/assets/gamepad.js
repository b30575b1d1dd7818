// @ts-check

const EVERY_MILLIS = 50;
/** A stick that nobody touches is not quite in its middle. */
const MIDDLE = 0.15;
/** Parts of what is seen, a second, with a stick at its end. */
const SPEED = 0.8;
const ZOOM_SPEED = 1.5;
const LEFT_TRIGGER = 6;
const RIGHT_TRIGGER = 7;

/** What the first stick and the triggers of a gamepad ask for. */
export class GamepadMoves {
  #moved;
  #timer = 0;

  /** @param {(right: number, up: number, zoom: number) => void} moved parts of what is seen, and a change of zoom */
  constructor(moved) {
    this.#moved = moved;
  }

  /** @param {boolean} listens */
  listen(listens) {
    clearInterval(this.#timer);
    if (listens && typeof navigator.getGamepads === 'function') {
      this.#timer = setInterval(() => this.#look(), EVERY_MILLIS);
    }
  }

  #look() {
    const pad = navigator.getGamepads().find((each) => each?.connected);
    if (!pad || document.hidden) {
      return;
    }
    const seconds = EVERY_MILLIS / 1000;
    const [x, y] = [bent(pad.axes[0] ?? 0), bent(pad.axes[1] ?? 0)];
    const zoom = (pad.buttons[RIGHT_TRIGGER]?.value ?? 0) - (pad.buttons[LEFT_TRIGGER]?.value ?? 0);
    if (x !== 0 || y !== 0 || Math.abs(zoom) > MIDDLE) {
      this.#moved(x * SPEED * seconds, -y * SPEED * seconds, Math.abs(zoom) > MIDDLE ? zoom * ZOOM_SPEED * seconds : 0);
    }
  }
}

/** Slow near the middle, where a camera is brought to its place. @param {number} value -1 to 1 */
function bent(value) {
  const beyond = Math.max(0, Math.abs(value) - MIDDLE) / (1 - MIDDLE);
  return Math.sign(value) * beyond * beyond;
}
