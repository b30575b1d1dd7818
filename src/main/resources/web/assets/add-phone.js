// @ts-check
import { ApiError, askJson, sendJson, wordsOf } from './api.js';
import { make } from './dom.js';
import { endedBy } from './ended.js';
import { addressesFor } from './reach.js';
import { ShownOnce } from './shown-once.js';

const KEYS = 'api/keys';
const SECURE_FIRST = 'Phones give their camera to pages that come by https only. Start Oriel with --tls-self-signed, and open this page again.';

/** A key as the server lists it. @typedef {{name: string, kind: string, cameras: string[], created: string}} Key */
/** @typedef {{keys: Key[], network: import('./reach.js').Network}} Keys */

/** The dialog that makes a link with which a phone becomes a camera. */
export class AddPhone {
  #dialog;
  #form;
  #names;
  #made;

  /** @param {HTMLDialogElement} dialog @param {() => string[]} names of the cameras that there are */
  constructor(dialog, names) {
    this.#dialog = dialog;
    this.#names = names;
    this.#made = new ShownOnce(this.#part('.secret'));
    this.#form = /** @type {HTMLFormElement} */ (this.#part('.make'));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#make();
    });
    dialog.querySelectorAll('.close').forEach((button) => button.addEventListener('click', () => dialog.close()));
    dialog.addEventListener('close', () => this.#made.forget());
  }

  async open() {
    this.#show(null);
    this.#advise('');
    this.#dialog.showModal();
    try {
      this.#offer(await askJson(KEYS));
    } catch (error) {
      if (endedBy(error, './')) {
        this.#dialog.close();
      } else if (error instanceof ApiError && error.status === 403) {
        this.#offerCommand();
      } else {
        this.#advise(wordsOf(error));
      }
    }
  }

  /** @param {Keys} found */
  #offer({ keys, network }) {
    const where = /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem('where'));
    const pages = addressesFor(network, 'publish');
    where.replaceChildren(...pages.map((page) => make('option', { value: page }, new URL(page).origin)));
    this.#part('.where').hidden = pages.length < 2;
    this.#field('camera').value = free(new Set([...this.#names(), ...keys.flatMap((key) => [key.name, ...key.cameras])]));
    this.#part('.problem').textContent = '';
    this.#advise(pages.length === 0
      ? 'Only this machine can open this page, so no phone can. Start Oriel with --host 0.0.0.0 --tls-self-signed, and open it again.'
      : pages[0].startsWith('https:') ? '' : SECURE_FIRST);
    this.#show(pages.length === 0 ? null : '.make');
    this.#list(keys.filter((key) => key.kind === 'publish'));
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
      const made = await sendJson(KEYS, 'POST', { name: camera, kind: 'publish', cameras: [camera], page: this.#field('where').value });
      this.#made.show({
        label: 'Link',
        text: made.link,
        qr: made.qr,
        words: `The link carries the key “${made.name}”. Revoking that key, here or with “./oriel key revoke ${made.name}”, ends it.`,
      });
      this.#show('.made');
      this.#part('.keys').hidden = true;
    } catch (error) {
      this.#part('.problem').textContent = wordsOf(error);
    } finally {
      button.disabled = false;
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
      this.#advise(wordsOf(error));
    }
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

/** The first name of a phone that nothing else has. @param {Set<string>} taken */
function free(taken) {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'phone' : `phone-${number}`;
    if (!taken.has(name)) {
      return name;
    }
  }
}
