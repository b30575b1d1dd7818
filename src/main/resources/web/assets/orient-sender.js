// @ts-check
import { ask, wordsOf } from './api.js';

/**
 * Sends requests that turn or light a camera: one at a time, and of those that wait only what the newest leave of them. A pad that is
 * dragged asks for more than a connection may carry.
 */
export class OrientSender {
  #send;
  #failed;
  #merge;
  /** @type {Record<string, string> | null} */
  #waiting = null;
  #busy = false;

  /**
   * @param {(words: Record<string, string>) => Promise<unknown>} send rejects with what was wrong
   * @param {(words: string) => void} failed told what was wrong, or nothing when a request succeeds
   * @param {(before: Record<string, string>, next: Record<string, string>) => Record<string, string>} merge what is left of two that wait
   */
  constructor(send, failed, merge) {
    this.#merge = merge;
    this.#send = send;
    this.#failed = failed;
  }

  /** @param {Record<string, string>} words such as `{pan: '12'}` */
  send(words) {
    this.#waiting = this.#waiting === null ? words : this.#merge(this.#waiting, words);
    this.#next();
  }

  async #next() {
    const words = this.#waiting;
    if (this.#busy || words === null) {
      return;
    }
    this.#busy = true;
    this.#waiting = null;
    try {
      await this.#send(words);
      this.#failed('');
    } catch (error) {
      this.#failed(wordsOf(error));
    }
    this.#busy = false;
    this.#next();
  }
}

/**
 * Axes that the newer position leaves open go where the older one said; distances add up.
 *
 * @param {Record<string, string>} before @param {Record<string, string>} next
 */
export function mergedMoves(before, next) {
  if (isOf(before, POSITION) && isOf(next, POSITION)) {
    return { ...before, ...next };
  }
  if (isOf(before, DISTANCE) && isOf(next, DISTANCE)) {
    const sums = Object.entries(next).map(([name, value]) => [name, (Number(value) + Number(before[name] ?? 0)).toFixed(3)]);
    return { ...before, ...Object.fromEntries(sums) };
  }
  return next;
}

const POSITION = ['pan', 'tilt', 'zoom'];
const DISTANCE = ['dpan', 'dtilt', 'dzoom'];

/** @param {Record<string, string>} words @param {string[]} names */
function isOf(words, names) {
  return Object.keys(words).every((name) => names.includes(name));
}

/** Pixels by their number, or `all`. @param {Record<string, string>} before @param {Record<string, string>} next */
export function mergedLights(before, next) {
  return 'all' in next ? next : { ...before, ...next };
}

/**
 * Asks an address with these parameters.
 *
 * @param {string} address
 * @param {'GET' | 'POST' | 'PUT' | 'DELETE'} method
 * @param {Record<string, string> | string[][]} [words]
 */
export function request(address, method, words = {}) {
  const query = new URLSearchParams(words).toString();
  return ask(query === '' ? address : `${address}?${query}`, { method });
}
