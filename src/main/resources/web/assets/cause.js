// @ts-check

/**
 * Why a connection ended. A final one is not tried again by itself.
 *
 * @typedef {object} Cause
 * @property {'lost' | 'unreachable' | 'leaving' | 'login' | 'forbidden' | 'missing' | 'crowded' | 'refused' | 'ended'} code
 *   `refused`: the server answers over HTTP, and no WebSocket comes about
 * @property {string} message the server's own words, or empty
 * @property {boolean} final
 */

/** @type {Record<number, Cause['code']>} */
const CLOSE_CODES = { 1001: 'leaving', 4401: 'login', 4403: 'forbidden', 4404: 'missing', 4429: 'crowded' };

/**
 * @param {Cause['code']} code
 * @param {string} message
 * @returns {Cause}
 */
export function cause(code, message) {
  return { code, message, final: code === 'login' || code === 'forbidden' || code === 'ended' };
}

/**
 * The cause that a WebSocket's close tells.
 *
 * @param {number} closeCode
 * @param {string} reason
 * @param {boolean} greeted whether the server had said hello
 */
export function causeOfClose(closeCode, reason, greeted) {
  return cause(CLOSE_CODES[closeCode] ?? (greeted ? 'lost' : 'unreachable'), reason);
}
