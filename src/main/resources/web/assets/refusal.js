// @ts-check
import { cause } from './cause.js';

const PATIENCE_MILLIS = 5_000;
const NGINX = 'in nginx: proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; '
  + 'proxy_set_header Connection "upgrade";';
const DROPPED = `a proxy on the way drops WebSocket connections; let it pass on the headers Upgrade and Connection, ${NGINX}`;
/** A server takes its own page for a foreign one where a proxy changes `Host`. */
const RENAMED = `; or let the proxy on the way pass on Host, and for WebSocket connections Upgrade and Connection, ${NGINX}`;

/**
 * An answer over HTTP.
 *
 * @typedef {object} Answer
 * @property {number} status 0 for one that leads elsewhere
 * @property {{code?: string, message?: string} | null} error the server's own, or null where something else answered
 */

/**
 * Asks over HTTP why a handshake was refused, which a browser does not tell.
 *
 * A `GET` of a WebSocket's address says whether it is one and whether the server goes by the name. With a `POST` the
 * browser sends the page's origin, as it does with a handshake and not with a `GET`; the server judges that before it
 * says that the address knows no `POST`. What passes both and is no WebSocket all the same was dropped on the way.
 *
 * @param {string} socket the WebSocket's address
 * @returns {Promise<{cause: import('./cause.js').Cause, guessed: boolean} | null>} null where nothing answers; guessed
 *   where only the failure itself tells
 */
export async function refusalOf(socket) {
  const url = socket.replace(/^ws/, 'http');
  const got = await ask(url, 'GET');
  if (got === null) {
    return null;
  }
  if (got.error?.code !== 'upgrade-required') {
    return certain(...verdict(got, url));
  }
  const posted = await ask(url, 'POST');
  if (posted !== null && posted.status >= 400 && posted.status !== 405) {
    return certain(...verdict(posted, url));
  }
  return { cause: cause('refused', DROPPED), guessed: true };
}

/** @param {import('./cause.js').Cause['code']} code @param {string} message */
function certain(code, message) {
  return { cause: cause(code, message), guessed: false };
}

/** @param {Answer} answer @param {string} url @returns {[import('./cause.js').Cause['code'], string]} */
function verdict({ status, error }, url) {
  const message = error?.message ?? '';
  if (status === 0) {
    return ['refused', 'a proxy leads elsewhere, perhaps to its login: load this page again'];
  }
  if (error === null) {
    return foreign(status, new URL(url).pathname);
  }
  switch (status) {
    case 401:
      return ['login', message];
    case 403:
      return error.code === 'foreign-origin'
        ? ['refused', message + (new URL(url).origin === location.origin ? RENAMED : '')]
        : ['forbidden', message];
    case 404:
      return ['missing', message];
    case 429:
      return ['crowded', message];
    case 503:
      return ['leaving', message];
    default:
      return ['refused', message];
  }
}

/** What an answer of something else than Oriel means. @param {number} status @param {string} path @returns {[import('./cause.js').Cause['code'], string]} */
function foreign(status, path) {
  if (status === 401) {
    return ['refused', 'a proxy wants a login: load this page again'];
  }
  if (status >= 502 && status <= 504) {
    return ['unreachable', `the server cannot be reached: a proxy answers ${status}`];
  }
  return ['refused', `${path} is no live camera: it is answered with ${status}, and not by Oriel`];
}

/** @param {string} url @param {'GET' | 'POST'} method @returns {Promise<Answer | null>} null where no answer can be read */
async function ask(url, method) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MILLIS);
  try {
    const response = await fetch(url, { method, cache: 'no-store', redirect: 'manual', signal: stop.signal });
    const isJson = response.headers.get('Content-Type')?.startsWith('application/json') ?? false;
    const body = response.status >= 400 && isJson ? await response.json().catch(() => null) : null;
    return { status: response.status, error: body?.error ?? null };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    // What is no error may be an endless answer.
    stop.abort();
  }
}
