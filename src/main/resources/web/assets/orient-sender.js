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
  /** @type {Record<string, string>[]} */
  #waiting = [];
  #busy = false;

  /**
   * @param {(words: Record<string, string>) => Promise<unknown>} send rejects with what was wrong
   * @param {(words: string) => void} failed told what was wrong, or nothing when a request succeeds
   * @param {(before: Record<string, string>, next: Record<string, string>) => Record<string, string> | null} merge what is left of two that
   *   wait, null where both are
   */
  constructor(send, failed, merge) {
    this.#merge = merge;
    this.#send = send;
    this.#failed = failed;
  }

  /** @param {Record<string, string>} words such as `{pan: '12'}` */
  send(words) {
    const last = this.#waiting.pop();
    const merged = last === undefined ? words : this.#merge(last, words);
    this.#waiting.push(...(merged === null && last !== undefined ? [last, words] : [merged ?? words]));
    this.#next();
  }

  async #next() {
    if (this.#busy) {
      return;
    }
    const words = this.#waiting.shift();
    if (words === undefined) {
      return;
    }
    this.#busy = true;
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
 * Axes that the newer position leaves open go where the older one said; distances add up, and go on from what is before them.
 *
 * @param {Record<string, string>} before @param {Record<string, string>} next
 * @returns {Record<string, string> | null}
 */
export function mergedMoves(before, next) {
  if (isOf(before, POSITION) && isOf(next, POSITION)) {
    return { ...before, ...next };
  }
  if (isOf(before, DISTANCE) && isOf(next, DISTANCE)) {
    const sums = Object.entries(next).map(([name, value]) => [name, (Number(value) + Number(before[name] ?? 0)).toFixed(3)]);
    return { ...before, ...Object.fromEntries(sums) };
  }
  return isOf(next, DISTANCE) ? null : next;
}

const POSITION = ['pan', 'tilt', 'zoom'];
const DISTANCE = ['dpan', 'dtilt', 'dzoom'];

/** All pixels come before single ones. @param {Record<string, string>} colours by pixel @returns {string[][]} */
export function inOrder(colours) {
  return Object.entries(colours).sort(([one], [other]) => Number(isAll(other)) - Number(isAll(one)));
}

/** @param {string} pixel */
function isAll(pixel) {
  return pixel === 'all' || pixel === '-1';
}

/** @param {Record<string, string>} words @param {string[]} names */
function isOf(words, names) {
  return Object.keys(words).every((name) => names.includes(name));
}

/** Pixels by their number, or `all`, which pistreaming calls -1. @param {Record<string, string>} before @param {Record<string, string>} next */
export function mergedLights(before, next) {
  return 'all' in next || '-1' in next ? next : { ...before, ...next };
}

/**
 * Asks an address with these parameters.
 *
 * @param {string} address
 * @param {'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'} method
 * @param {Record<string, string> | string[][]} [words]
 */
export function request(address, method, words = {}) {
  const query = new URLSearchParams(words).toString();
  // A GET that does something is believed by where it comes from; pages of ours are silent about that otherwise.
  return ask(query === '' ? address : `${address}?${query}`, { method, referrerPolicy: 'same-origin' });
}
