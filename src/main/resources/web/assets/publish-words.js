// @ts-check

/**
 * What a publishing page knows.
 *
 * @typedef {object} Known
 * @property {import('./cameras.js').CameraProblem | null} problem why there is no picture
 * @property {boolean} muted the system keeps the camera's pictures back
 * @property {import('./uplink.js').UplinkState} state
 * @property {boolean} watched
 */

/**
 * What a person reads about it.
 *
 * @param {Known} known
 * @returns {{phase: 'live' | 'connecting' | 'reconnecting' | 'lost' | 'paused', words: string}} `phase` colours the dot
 */
export function statusOf({ problem, muted, state, watched }) {
  if (problem) {
    return { phase: 'lost', words: problem.code === 'denied' ? problem.message : `${problem.message} Trying again…` };
  }
  if (state.phase === 'connecting' || state.phase === 'waiting') {
    const why = state.ending?.message ?? '';
    return why ? { phase: 'reconnecting', words: `${why} Trying again…` } : { phase: 'connecting', words: 'Connecting…' };
  }
  if (muted) {
    return { phase: 'lost', words: 'The system keeps the camera back: another program uses it, or this page is hidden.' };
  }
  return watched
    ? { phase: 'live', words: 'On the air: somebody is watching.' }
    : { phase: 'paused', words: 'Ready. Nobody is watching, so nothing is sent.' };
}

/** @type {Record<string, string>} */
const REFUSALS = {
  'bad-sequence': 'its number is not higher than the last one’s',
  'too-large': 'it is too large',
};

/**
 * What a person reads about a picture that the server did not take.
 *
 * @param {string} code
 * @param {string} message
 */
export function refusalWords(code, message) {
  return `The server did not take a picture: ${REFUSALS[code] ?? message}.`;
}

/**
 * What a person can do about a camera that cannot be had.
 *
 * @param {import('./cameras.js').ProblemCode} code
 */
export function remedy(code) {
  switch (code) {
    case 'insecure':
      return 'Start Oriel with --tls-self-signed (or with a certificate, or behind a proxy that has one), and open the link again with '
        + 'https:// in front.';
    case 'busy':
      return 'Close what uses the camera, and try again.';
    case 'none':
      return 'Connect a camera, and try again.';
    default:
      return '';
  }
}
