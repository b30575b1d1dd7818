// @ts-check

/**
 * A camera as `api/cameras` describes it.
 *
 * @typedef {object} Camera
 * @property {string} name
 * @property {string} title
 * @property {'idle' | 'starting' | 'live' | 'lost' | 'off'} state
 * @property {string | null} cause
 * @property {string | null} size such as `1280x720`
 * @property {number | null} fps
 * @property {number | null} clockAhead seconds that the clock of the camera's recorder is ahead, where that is worth a word
 * @property {number} viewers
 * @property {string[]} capabilities
 */

/** An answer that is no success, with the server's words. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 where the server was not reached
   * @param {string} message
   * @param {string} [code] the server's word for it, empty where something else answered
   * @param {number} [retryAfterSeconds] when the server wants to be asked again, 0 where it does not say
   * @param {Record<string, string>} [settings] what is wrong with each setting, by its name
   */
  constructor(status, message, code = '', retryAfterSeconds = 0, settings = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.settings = settings;
  }
}

/**
 * Asks the server.
 *
 * @param {string} url
 * @param {RequestInit} [request]
 * @returns {Promise<Response>} a success
 * @throws {ApiError}
 */
export async function ask(url, request) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { cache: 'no-store', ...request });
  } catch {
    throw new ApiError(0, 'The server cannot be reached.');
  }
  if (!response.ok) {
    const body = await response.json().catch(() => null);
    throw new ApiError(response.status, body?.error?.message ?? `The server answered ${response.status}.`, body?.error?.code,
      Number(response.headers.get('Retry-After')) || 0, body?.error?.settings);
  }
  return response;
}

/**
 * @param {string} url
 * @param {RequestInit} [request]
 * @returns {Promise<any>}
 * @throws {ApiError}
 */
export async function askJson(url, request) {
  return (await ask(url, request)).json();
}

/**
 * Sends a value as JSON.
 *
 * @param {string} url
 * @param {'POST' | 'PATCH'} method
 * @param {object} value
 * @returns {Promise<any>} the answer, or null where it has no body
 * @throws {ApiError}
 */
export async function sendJson(url, method, value) {
  const response = await ask(url, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) });
  return response.json().catch(() => null);
}

/** What a person reads of a failed request. @param {unknown} error */
export function wordsOf(error) {
  return error instanceof ApiError ? sentence(error.message) : 'The server’s answer is not understood.';
}

/** The server's words as a sentence. @param {string} words */
export function sentence(words) {
  const begun = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
