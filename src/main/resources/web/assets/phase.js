// @ts-check

/**
 * What a viewer should know about a camera at this moment.
 *
 * @typedef {'connecting' | 'starting' | 'live' | 'stalled' | 'waiting' | 'lost' | 'off' | 'paused' | 'reconnecting'
 *   | 'refused' | 'fallback' | 'missing' | 'login' | 'forbidden' | 'ended' | 'broken' | 'empty' | 'invalid'} PhaseName
 *
 * @typedef {object} Phase
 * @property {PhaseName} name
 * @property {string | null} cause words for a person, as the server gave them
 * @property {number | null} at when the next attempt begins (reconnecting), or since when no picture came (stalled): `Date.now()`
 */

/**
 * What is known about a camera.
 *
 * @typedef {object} Known
 * @property {import('./live.js').Link} link
 * @property {string | null} state the server's word for the camera's state
 * @property {string | null} cause
 * @property {boolean} off nobody can see it
 * @property {{code: string, message: string} | null} refusal why the server does not show this camera on a connection that stands
 * @property {boolean} fresh a picture came since the camera went live
 * @property {number | null} silentSince `Date.now()` of the last picture, where it is too long ago
 */

/**
 * Puts what is known into one phase: the connection first, then the camera, then its pictures.
 *
 * @param {Known} known
 * @returns {Phase}
 */
export function phaseOf(known) {
  const { link } = known;
  if (known.off) {
    return phase('paused', null);
  }
  if (link.phase !== 'open') {
    return linkPhase(link);
  }
  if (known.refusal !== null) {
    return phase(known.refusal.code === 'no-such-camera' ? 'missing' : 'waiting', known.refusal.message);
  }
  const state = statePhase(known.state, known.cause);
  if (state) {
    return state;
  }
  if (!known.fresh && known.silentSince === null) {
    return phase('starting', known.cause);
  }
  return known.silentSince === null ? phase('live', null) : phase('stalled', null, known.silentSince);
}

/**
 * The phase of a camera that gives no pictures.
 *
 * @param {string | null} state
 * @param {string | null} cause
 * @returns {Phase | null} null for one that gives them, or that begins to
 */
export function statePhase(state, cause) {
  switch (state) {
    case 'lost':
    case 'off':
      return phase(state, cause);
    case 'idle':
      return phase(cause ? 'waiting' : 'starting', cause);
    default:
      return null;
  }
}

/** @param {import('./live.js').Link} link @returns {Phase} */
function linkPhase(link) {
  const cause = link.cause;
  switch (cause?.code) {
    case 'missing':
    case 'login':
    case 'forbidden':
    case 'refused':
    case 'ended':
      return phase(cause.code, cause.message || null);
  }
  if (link.phase === 'asleep') {
    return phase('paused', null);
  }
  return cause ? phase('reconnecting', causeWords(cause), link.retryAt) : phase('connecting', null);
}

/** @param {import('./cause.js').Cause} cause */
function causeWords(cause) {
  switch (cause.code) {
    case 'leaving':
      return cause.message || 'the server is restarting';
    case 'crowded':
      return cause.message || 'too many viewers';
    case 'unreachable':
      return cause.message || 'the server cannot be reached';
    default:
      return cause.message || null;
  }
}

/** @param {PhaseName} name @param {string | null} cause @param {number | null} [at] @returns {Phase} */
export function phase(name, cause, at = null) {
  return { name, cause, at };
}

/**
 * Whether two phases read the same.
 *
 * @param {Phase} a
 * @param {Phase} b
 */
export function samePhase(a, b) {
  return a.name === b.name && a.cause === b.cause && a.at === b.at;
}
