// @ts-check

/**
 * Where a camera's pictures come from.
 *
 * @typedef {object} Place
 * @property {string} socket the WebSocket's address
 * @property {string} camera its name on a connection of several, or empty
 * @property {string | null} about the address that describes it over HTTP, or null where none is known
 */

/** What an address of Oriel ends in that shows no live camera, though somebody may take it for one. */
const OTHERS = /\/(stream\.mjpg|stream\.mp4|snapshot\.jpg|jsmpeg|settings|publish|ingest|watch\/[^/]+|api\/cameras(\/[^/]+)?)\/?$/;

/**
 * Reads the attributes that name a camera.
 *
 * @param {string} src
 * @param {string | null} camera
 * @returns {Place | string} words for a person where they name none
 */
export function placeOf(src, camera) {
  /** @type {URL} */
  let url;
  try {
    url = new URL(src, document.baseURI);
  } catch {
    return `“${src}” is no address`;
  }
  if (!/^(https?|wss?):$/.test(url.protocol)) {
    return `“${src}” is no address of a web server`;
  }
  if (OTHERS.test(url.pathname)) {
    return `“${src}” is no live camera: its address ends in /live`;
  }
  const several = url.pathname.endsWith('/api/live');
  if (several && !camera) {
    return 'several cameras are at this address: the attribute “camera” has to name one';
  }
  return { socket: socketAddress(url), camera: namesOne(url) ? '' : (camera ?? ''), about: about(url, camera) };
}

/** Whether an address shows one camera, whatever the attribute `camera` says. @param {URL} url */
function namesOne(url) {
  return /\/(api\/cameras\/[^/]+\/live|websocket|ws)$/.test(url.pathname);
}

/** @param {URL} given */
function socketAddress(given) {
  const url = new URL(given);
  url.protocol = url.protocol.replace('http', 'ws');
  url.hash = '';
  return url.href;
}

/** @param {URL} given @param {string | null} camera */
function about(given, camera) {
  const url = new URL(given);
  url.protocol = url.protocol.replace('ws', 'http');
  url.hash = url.search = '';
  if (/\/api\/cameras\/[^/]+\/live$/.test(url.pathname)) {
    url.pathname = url.pathname.replace(/\/live$/, '');
  } else if (camera && url.pathname.endsWith('/live')) {
    url.pathname = url.pathname.replace(/\/live$/, `/cameras/${encodeURIComponent(camera)}`);
  } else {
    return null;
  }
  return url.href;
}
