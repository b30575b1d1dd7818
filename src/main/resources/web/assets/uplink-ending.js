// @ts-check

/**
 * Why a publisher's connection ended, in words for a person. It is tried again after `retryMillis`, by the usual schedule where
 * that is null, and where it is Infinity only when somebody asks.
 *
 * @typedef {{code: string, message: string, retryMillis: number | null}} Ending
 */

const RARELY_MILLIS = 10_000;
/** Another publisher may be this device itself, whose old connection the server has not missed yet. */
const SOON_MILLIS = 1_500;

/**
 * What a close of the server means.
 *
 * @param {number} closeCode
 * @param {{reason: string} | null} bye what the server said before
 * @param {string} reason the close's own words
 * @param {boolean} wasAccepted whether pictures could be sent before
 * @returns {Ending}
 */
export function ending(closeCode, bye, reason, wasAccepted) {
  return meaning(closeCode, bye?.reason || reason, wasAccepted);
}

/** @param {number} closeCode @param {string} said @param {boolean} wasAccepted @returns {Ending} */
function meaning(closeCode, said, wasAccepted) {
  switch (closeCode) {
    case 1001:
      return again('leaving', join('The server ended the connection.', said));
    case 1003:
      return over('not-understood', 'The server does not understand what this page sends. Load this page again.', said);
    case 1009:
      return over('too-large', 'The picture is larger than the server takes. Choose a smaller size.', said);
    case 4401:
      return /revoked/.test(said)
        ? over('key-ended', 'The key was revoked. Ask for a new link.', '')
        : over('wrong-key', 'The server does not accept this link: its key is missing, wrong, or was revoked. Ask for a new link.', '');
    case 4403:
      return over('not-allowed', 'This link may not publish under this name.', said);
    case 4404:
      return over('no-such-camera', 'There can be no camera of this name.', said);
    case 4409:
      return taken(said, wasAccepted);
    case 4429:
      return { code: 'too-many', message: join('The server has too many publishers now.', said), retryMillis: RARELY_MILLIS };
    default:
      return wasAccepted ? again('lost', 'The connection was lost.') : again('unreachable', 'The server cannot be reached.');
  }
}

/** @param {string} said @param {boolean} wasAccepted @returns {Ending} */
function taken(said, wasAccepted) {
  if (wasAccepted && /took over/.test(said)) {
    return over('taken-over', 'Another device or page publishes under this name now.', '');
  }
  return /publishers|publishing/.test(said)
    ? { code: 'other-publisher', message: join('Another device or page publishes under this name.', said), retryMillis: SOON_MILLIS }
    : { code: 'name-taken', message: join('This name belongs to another camera.', said), retryMillis: RARELY_MILLIS };
}

/** @param {string} code @param {string} message @returns {Ending} */
function again(code, message) {
  return { code, message, retryMillis: null };
}

/** @param {string} code @param {string} message @param {string} said @returns {Ending} */
function over(code, message, said) {
  return { code, message: join(message, said), retryMillis: Infinity };
}

/** @param {string} message @param {string} said */
function join(message, said) {
  return said ? `${message} The server says: ${said}.` : message;
}
