// @ts-check
import { CameraProblem, obstacle } from './capture.js';
import { byId, make } from './dom.js';
import { isName, readLink } from './publish-link.js';
import { remedy } from './publish-words.js';

/** Endings that another key may mend. */
const OF_THE_KEY = ['wrong-key', 'key-ended', 'not-allowed', 'no-such-camera', 'name-taken'];

/** What the publishing page shows before it is on the air and after: what it is for, what is wrong, and a button. */
export class PublishCard {
  #form = byId('card', HTMLFormElement);
  #title = byId('card-title', HTMLElement);
  #words = byId('card-words', HTMLElement);
  #more = byId('card-more', HTMLElement);
  #who = byId('who', HTMLElement);
  #name = byId('name', HTMLInputElement);
  #key = byId('key', HTMLInputElement);
  #begin = byId('begin', HTMLButtonElement);

  /** @param {(link: {name: string, key: string}) => void} begin somebody wants to publish under that name */
  constructor(begin) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const link = this.#read();
      if (link) {
        begin(link);
      }
    });
    this.#name.addEventListener('input', () => this.#name.setCustomValidity(''));
  }

  /** @param {boolean} isBusy a camera is being opened, which the browser may ask a person about */
  set isBusy(isBusy) {
    this.#begin.disabled = isBusy;
  }

  hide() {
    this.#form.hidden = true;
  }

  /** Says what the page is for, or why it cannot do that. @param {{name: string, key: string}} link */
  introduce({ name, key }) {
    this.#name.value = name;
    this.#key.value = key;
    this.#who.hidden = name !== '';
    const missing = obstacle();
    if (missing) {
      this.showProblem(missing);
      return;
    }
    const words = name
      ? `Others can watch it as “${name}” once it is started. Pictures are sent only while somebody watches.`
      : 'Open the link that the page of all cameras makes at “Add a phone as a camera”, or fill this in.';
    this.#show('Use this device as a camera', words, 'Start the camera');
  }

  /** Says why there is no camera. @param {CameraProblem} problem */
  showProblem(problem) {
    this.#show('No camera', problem.message, 'Try again', remedy(problem.code));
    if (problem.code === 'insecure' || problem.code === 'unsupported') {
      this.#begin.hidden = this.#who.hidden = true;
    }
    if (problem.code === 'insecure') {
      this.#offerTrust();
    }
  }

  /** Says why the server takes nothing more. @param {import('./uplink-ending.js').Ending} ending */
  showEnding({ code, message }) {
    this.#who.hidden = !OF_THE_KEY.includes(code);
    this.#show('Not on the air', message, code === 'taken-over' ? 'Take it back' : 'Try again');
  }

  /** @param {string} heading @param {string} words @param {string} button @param {string} [more] */
  #show(heading, words, button, more = '') {
    this.#title.textContent = heading;
    this.#words.textContent = words;
    this.#more.textContent = more;
    this.#more.hidden = more === '';
    this.#begin.textContent = button;
    this.#begin.hidden = false;
    this.#form.hidden = false;
  }

  /** @returns {{name: string, key: string} | null} null where it is not filled in well, which it says */
  #read() {
    const pasted = this.#key.value.includes('#') ? readLink(this.#key.value) : null;
    const name = pasted?.name || this.#name.value.trim();
    if (isName(name)) {
      return { name, key: pasted?.key ?? this.#key.value.trim() };
    }
    this.#who.hidden = false;
    this.#name.setCustomValidity('The name has 1 to 32 lower-case letters, digits and dashes.');
    this.#name.reportValidity();
    return null;
  }

  /** Leads to the page that shows how to trust this server, where it has one. */
  async #offerTrust() {
    const answer = await fetch('trust', { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (answer?.ok) {
      this.#more.append(' ', make('a', { href: 'trust' }, 'How this device learns to trust this server'));
    }
  }
}
