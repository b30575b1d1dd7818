// @ts-check

/** @typedef {import('./phase.js').Phase} Phase */

/**
 * What people read for a phase: a few words, and one line that says more.
 *
 * @param {Phase} phase
 * @returns {{title: string, detail: string}} empty where there is nothing to say
 */
export function wordsFor(phase) {
  switch (phase.name) {
    case 'live':
      return words('', '');
    case 'connecting':
      return words('Connecting…', '');
    case 'starting':
      return words('Starting…', phase.cause);
    case 'waiting':
      return words('Waiting', phase.cause);
    case 'stalled':
      return words('No picture', phase.at === null ? '' : `for ${secondsSince(phase.at)}`);
    case 'lost':
      return words('Camera lost', phase.cause);
    case 'off':
      return words('Switched off', phase.cause ?? 'in the settings');
    case 'paused':
      return words('Paused', '');
    case 'reconnecting':
      return words('Connection lost', [phase.cause, retryWords(phase.at)].filter(Boolean).join(' – '));
    case 'missing':
      return words('No such camera', phase.cause);
    case 'login':
      return words('Please log in', phase.cause);
    case 'forbidden':
      return words('Not allowed', phase.cause);
    case 'ended':
      return words('Connection ended', phase.cause);
    case 'refused':
      return words('No live connection', phase.cause);
    case 'invalid':
      return words('Wrong address', phase.cause);
    case 'broken':
      return words('Not loaded', phase.cause);
    case 'fallback':
    case 'empty':
      return words('', '');
  }
}

/**
 * What people read beside a picture that is shown.
 *
 * @param {Phase} phase
 * @returns {{title: string, detail: string}} empty where there is nothing to say
 */
export function noteFor(phase) {
  return phase.name === 'fallback' ? words('Plain stream', phase.cause) : words('', '');
}

/**
 * What people read of a live camera that they do not get all of.
 *
 * @param {import('./limit.js').Limit | null} limit
 * @returns {{title: string, detail: string}} empty where nothing is missing
 */
export function limitWords(limit) {
  if (limit === null) {
    return words('', '');
  }
  const given = [];
  if (limit.size) {
    const { width, height, ofWidth, ofHeight } = limit.size;
    given.push(`${width} × ${height} of ${ofWidth} × ${ofHeight} pixels`);
  } else if (limit.coarse) {
    given.push('coarser pictures');
  }
  if (limit.fps) {
    given.push(`${limit.fps.got} of ${limit.fps.of} frames a second`);
  }
  const detail = given.join(' and ');
  return limit.by === 'link' ? words('Slow link', `it carries ${detail}`) : words('Slow device', `it shows ${detail}`);
}

/**
 * The phase in one word, for a tile or a label.
 *
 * @param {Phase} phase
 */
export function labelFor(phase) {
  return phase.name === 'live' ? 'Live' : wordsFor(phase).title || noteFor(phase).title;
}

/**
 * Finds what a screen reader should say: a start is expected; a failure and its end are not; a countdown is noise.
 */
export class Announcer {
  /** Whether the last words were about the connection, which the cameras of a wall share. */
  ofConnection = false;
  #said = '';

  /**
   * Takes the phase that begins.
   *
   * @param {Phase} phase
   * @returns {string} empty where there is nothing to say
   */
  hear(phase) {
    if (phase.name === 'live') {
      const again = this.#said !== '';
      this.#said = '';
      return again ? 'Live again' : '';
    }
    const words = [labelFor(phase), phase.name === 'reconnecting' ? null : phase.cause].filter(Boolean).join(': ');
    if (!(isTrouble(phase) || phase.name === 'fallback') || words === this.#said) {
      return '';
    }
    this.#said = words;
    this.ofConnection = ['reconnecting', 'refused', 'fallback'].includes(phase.name);
    return words;
  }
}

/** @type {Set<import('./phase.js').PhaseName>} */
const EXPECTED = new Set(['live', 'fallback', 'connecting', 'starting', 'paused', 'empty']);

/**
 * Whether the picture on the screen is not what the camera sees now.
 *
 * @param {Phase} phase
 */
export function isTrouble(phase) {
  return !EXPECTED.has(phase.name);
}

/** @param {string} title @param {string | null} detail */
function words(title, detail) {
  return { title, detail: detail ?? '' };
}

/** @param {number} since */
function secondsSince(since) {
  return `${Math.max(1, Math.floor((Date.now() - since) / 1000))} s`;
}

/** @param {number | null} at */
function retryWords(at) {
  const seconds = at === null ? 0 : Math.ceil((at - Date.now()) / 1000);
  return seconds > 0 ? `reconnecting in ${seconds} s` : 'reconnecting…';
}
