// @ts-check

const KEPT = 'oriel.publish';
const NAME = /^[a-z0-9-]{1,32}$/;

/**
 * Under which name to publish, with which key (empty: none), and whether that was under way.
 *
 * @typedef {{name: string, key: string, isOn: boolean}} Link
 */

/**
 * What a publish link says: `…/publish#name=NAME&key=KEY`.
 *
 * @param {string} text a whole link, or the part behind its `#`
 * @returns {{name: string, key: string} | null} null where it is none
 */
export function readLink(text) {
  const parts = new URLSearchParams(text.slice(text.indexOf('#') + 1).trim());
  const name = parts.get('name') ?? '';
  const key = parts.get('key') ?? '';
  return name || key ? { name: isName(name) ? name : '', key } : null;
}

/** @param {string} text */
export function isName(text) {
  return NAME.test(text);
}

/**
 * Takes the link out of the address bar, where it could be read, kept or passed on, and keeps it for this tab; else gives back
 * what the tab kept.
 *
 * @returns {Link}
 */
export function takeLink() {
  const given = location.hash.length > 1 ? readLink(location.hash) : null;
  if (location.hash) {
    history.replaceState(null, '', location.pathname + location.search);
  }
  const kept = given ? { ...given, isOn: false } : readKept();
  keepLink(kept);
  return kept;
}

/** @param {Link} link */
export function keepLink(link) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(link));
  } catch {
    // A browser that keeps nothing asks for the link again when this page is loaded again.
  }
}

/** @returns {Link} */
function readKept() {
  try {
    const { name, key, isOn } = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    return { name: typeof name === 'string' && isName(name) ? name : '', key: typeof key === 'string' ? key : '', isOn: isOn === true };
  } catch {
    return { name: '', key: '', isOn: false };
  }
}
