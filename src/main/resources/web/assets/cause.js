// @ts-check

/**
 * Why a connection ended. A final one is not tried again by itself.
 *
 * @typedef {object} Cause
 * @property {'lost' | 'unreachable' | 'leaving' | 'login' | 'forbidden' | 'missing' | 'crowded' | 'ended'} code
 * @property {string} message the server's own words, or empty
 * @property {boolean} final
 */

/** @type {Record<number, Cause['code']>} */
const CLOSE_CODES = { 1001: 'leaving', 4401: 'login', 4403: 'forbidden', 4404: 'missing', 4429: 'crowded' };
/** @type {Record<number, Cause['code']>} */
const STATUS_CODES = { 401: 'login', 403: 'forbidden', 404: 'missing', 421: 'forbidden', 429: 'crowded' };

/**
 * @param {Cause['code']} code
 * @param {string} message
 * @returns {Cause}
 */
function cause(code, message) {
  return { code, message, final: code === 'login' || code === 'forbidden' };
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

/**
 * Asks over HTTP why a handshake was refused.
 *
 * @param {string} url the WebSocket's address
 * @returns {Promise<Cause | null>} null where nothing can be told: the server answers, or doesn't at all
 */
export async function causeOfRefusal(url) {
  try {
    const response = await fetch(describingUrl(url), { cache: 'no-store', redirect: 'error' });
    const code = STATUS_CODES[response.status];
    if (!code) {
      return null;
    }
    const body = await response.json().catch(() => null);
    return cause(code, String(body?.error?.message ?? ''));
  } catch {
    return null;
  }
}

/**
 * The HTTP address that describes what a live address shows.
 *
 * @param {string} url `…/api/cameras/NAME/live` or `…/api/live`
 */
export function describingUrl(url) {
  const address = new URL(url);
  address.protocol = address.protocol.replace('ws', 'http');
  address.pathname = address.pathname.replace(/\/api\/live$/, '/api/cameras').replace(/(\/api\/cameras\/[^/]+)\/live$/, '$1');
  return address.href;
}
