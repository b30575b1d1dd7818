// @ts-check

/** Keeps the screen from going dark, where the browser can: a phone that sleeps films nothing. */
export class Awake {
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  #wanted = false;

  constructor() {
    // The browser lets go of it whenever the page is hidden.
    document.addEventListener('visibilitychange', () => this.#ask());
  }

  /** @param {boolean} wanted */
  set wanted(wanted) {
    this.#wanted = wanted;
    this.#ask();
  }

  async #ask() {
    if (!this.#wanted) {
      const lock = this.#lock;
      this.#lock = null;
      await lock?.release().catch(() => {});
    } else if (!document.hidden && (this.#lock?.released ?? true)) {
      this.#lock = await navigator.wakeLock?.request('screen').catch(() => null) ?? null;
    }
  }
}
