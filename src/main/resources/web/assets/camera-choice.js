// @ts-check
import { make } from './dom.js';

const NAME = /^[a-z0-9-]{1,32}$/;

/** The fields that choose cameras: all of them, or some by their names. */
export class CameraChoice {
  #all = make('input', { type: 'radio', name: 'which', value: 'all', checked: '' });
  #some = make('input', { type: 'radio', name: 'which', value: 'some' });
  #list = make('div', { class: 'checks' });
  #others = make('input', { name: 'others', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
  #ofAll;
  #more;

  /** @param {HTMLElement} place a field set */
  constructor(place) {
    this.#ofAll = make('label', { class: 'check' }, this.#all, 'All, also those to come');
    this.#more = make('div', { class: 'some' }, this.#list,
      make('label', {}, 'Other names, apart by blanks', this.#others));
    place.append(this.#ofAll, make('label', { class: 'check' }, this.#some, 'Only these'), this.#more);
    place.addEventListener('change', () => this.#show());
  }

  /**
   * Shows what there is to choose from.
   *
   * @param {string[]} names of the cameras that there are
   * @param {string[]} chosen empty for all
   * @param {boolean} mayAll whether all of them may be chosen
   */
  offer(names, chosen, mayAll) {
    this.#ofAll.hidden = !mayAll;
    this.#all.checked = mayAll && chosen.length === 0;
    this.#some.checked = !this.#all.checked;
    const offered = [...new Set([...names, ...chosen])].sort();
    this.#list.replaceChildren(...offered.map((name) => {
      const box = make('input', { type: 'checkbox', name: 'camera', value: name });
      box.checked = chosen.includes(name);
      return make('label', { class: 'check' }, box, name);
    }));
    this.#others.value = '';
    this.#show();
  }

  /** The names that are chosen, empty for all. */
  get value() {
    return this.#all.checked ? [] : [...new Set([...this.#checked(), ...this.#typed()])].sort();
  }

  /** What is wrong with the choice, in words for a person; empty where nothing is. */
  get problem() {
    if (this.#all.checked) {
      return '';
    }
    const wrong = this.#typed().find((name) => !NAME.test(name));
    if (wrong) {
      return `“${wrong}” is no name of a camera: 1 to 32 lower-case letters, digits and dashes.`;
    }
    return this.value.length === 0 ? 'Choose at least one camera.' : '';
  }

  #checked() {
    return [...this.#list.querySelectorAll('input')].filter((box) => box.checked).map((box) => box.value);
  }

  #typed() {
    return this.#others.value.split(/[\s,]+/).filter(Boolean);
  }

  #show() {
    this.#more.hidden = this.#all.checked;
  }
}

/** Cameras as a list says them. @param {string[] | null} cameras @param {string} all words for no restriction */
export function camerasWords(cameras, all) {
  return cameras && cameras.length > 0 ? cameras.join(', ') : all;
}
