// @ts-check
import { ApiError, askJson } from './api.js';
import { make } from './dom.js';
import { drawQr } from './qr.js';

const KEYS = 'api/keys';
const LOOPBACK = /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/;
const SECURE_FIRST = 'Phones give their camera to pages that come by https only. Start Oriel with --tls-self-signed, and open this page again.';

/** A key as the server lists it. @typedef {{name: string, kind: string, cameras: string[], created: string}} Key */
/** @typedef {{keys: Key[], network: {open: boolean, addresses: string[]}}} Keys */

/** The dialog that makes a link with which a phone becomes a camera. */
export class AddPhone {
  #dialog;
  #form;
  #names;

  /** @param {HTMLDialogElement} dialog @param {() => string[]} names of the cameras that there are */
  constructor(dialog, names) {
    this.#dialog = dialog;
    this.#names = names;
    this.#form = /** @type {HTMLFormElement} */ (this.#part('.make'));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#make();
    });
    dialog.querySelectorAll('.close').forEach((button) => button.addEventListener('click', () => dialog.close()));
    dialog.addEventListener('close', () => this.#forget());
    this.#part('.copy').addEventListener('click', () => this.#copy());
  }

  async open() {
    this.#show(null);
    this.#advise('');
    this.#dialog.showModal();
    try {
      this.#offer(await askJson(KEYS));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        location.assign('login');
      } else if (error instanceof ApiError && error.status === 403) {
        this.#offerCommand();
      } else {
        this.#advise(words(error));
      }
    }
  }

  /** @param {Keys} found */
  #offer({ keys, network }) {
    const where = /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem('where'));
    const pages = pagesFor(network);
    where.replaceChildren(...pages.map((page) => make('option', { value: page }, new URL(page).origin)));
    this.#part('.where').hidden = pages.length < 2;
    this.#field('camera').value = free(new Set([...this.#names(), ...keys.flatMap((key) => [key.name, ...key.cameras])]));
    this.#part('.problem').textContent = '';
    this.#advise(pages.length === 0
      ? 'Only this machine can open this page, so no phone can. Start Oriel with --host 0.0.0.0 --tls-self-signed, and open it again.'
      : pages[0].startsWith('https:') ? '' : SECURE_FIRST);
    this.#show(pages.length === 0 ? null : '.make');
    this.#list(keys);
    this.#field('camera').select();
  }

  /** The server makes no keys for whoever opens this page from elsewhere. */
  #offerCommand() {
    const name = free(new Set(this.#names()));
    this.#part('.command').textContent = `./oriel key add ${name} --camera ${name}`;
    this.#part('.address').textContent = `${pageAt(location.href)}#name=${name}&key=KEY`;
    this.#advise(location.protocol === 'https:' ? '' : SECURE_FIRST);
    this.#show('.by-hand');
  }

  async #make() {
    const camera = this.#field('camera').value;
    const button = /** @type {HTMLButtonElement} */ (this.#form.querySelector('[type="submit"]'));
    button.disabled = true;
    try {
      const made = await askJson(KEYS, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: camera, cameras: [camera], page: this.#field('where').value }),
      });
      this.#part('.qr').replaceChildren(drawQr(made.qr, `QR code of the link for ${camera}`));
      this.#field('link').value = made.link;
      this.#part('.key-words').textContent = `The link carries the key “${made.name}”. Revoking that key, here or with `
        + `“./oriel key revoke ${made.name}”, ends it.`;
      this.#show('.made');
      this.#part('.keys').hidden = true;
    } catch (error) {
      this.#part('.problem').textContent = words(error);
    } finally {
      button.disabled = false;
    }
  }

  async #copy() {
    const link = this.#field('link');
    const button = this.#part('.copy');
    link.select();
    try {
      await navigator.clipboard.writeText(link.value);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Copy what is marked'; // a browser that lets no page at the clipboard
    }
  }

  /** @param {Key[]} keys */
  #list(keys) {
    const place = /** @type {HTMLDetailsElement} */ (this.#part('.keys'));
    place.hidden = keys.length === 0;
    place.open = false;
    const items = keys.map((key) => {
      const revoke = make('button', { 'type': 'button', 'aria-label': `Revoke ${key.name}` }, 'Revoke');
      revoke.addEventListener('click', () => this.#revoke(key.name, revoke));
      const of = key.cameras.length === 0 ? 'any name' : key.cameras.join(', ');
      return make('li', {}, make('span', {}, make('b', {}, key.name), ` for ${of}`), revoke);
    });
    /** @type {HTMLElement} */ (place.querySelector('ul')).replaceChildren(...items);
  }

  /** @param {string} name @param {HTMLButtonElement} button */
  async #revoke(name, button) {
    button.disabled = true;
    try {
      await askJson(`${KEYS}/${encodeURIComponent(name)}`, { method: 'DELETE' });
      button.closest('li')?.remove();
    } catch (error) {
      button.disabled = false;
      this.#advise(words(error));
    }
  }

  /** The link is a secret, so it goes when nobody looks at it. */
  #forget() {
    this.#part('.qr').replaceChildren();
    this.#field('link').value = '';
    this.#part('.copy').textContent = 'Copy the link';
  }

  /** @param {string | null} shown */
  #show(shown) {
    for (const part of ['.make', '.made', '.by-hand']) {
      this.#part(part).hidden = part !== shown;
    }
    this.#part('.keys').hidden = true;
  }

  /** @param {string} text */
  #advise(text) {
    this.#part('.advice').textContent = text;
    this.#part('.advice').hidden = text === '';
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#dialog.querySelector(selector));
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#dialog.querySelector(`[name="${name}"]`));
  }
}

/** The publishing page beside a page of this server. @param {string} page */
function pageAt(page) {
  return new URL('publish', page).href;
}

/**
 * Where a phone finds the publishing page: at this page's own address, unless that means this machine alone.
 *
 * @param {Keys['network']} network
 */
function pagesFor({ open, addresses }) {
  const here = new URL(location.href);
  here.hash = here.search = '';
  if (!LOOPBACK.test(here.hostname)) {
    return [pageAt(here.href)];
  }
  return open ? addresses.map((address) => {
    const there = new URL(here);
    there.hostname = address;
    return pageAt(there.href);
  }) : [];
}

/** The first name of a phone that nothing else has. @param {Set<string>} taken */
function free(taken) {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'phone' : `phone-${number}`;
    if (!taken.has(name)) {
      return name;
    }
  }
}

/** @param {unknown} error */
function words(error) {
  return error instanceof ApiError ? error.message : 'The server’s answer is not understood.';
}
