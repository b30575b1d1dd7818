// @ts-check
import { sentence } from './api.js';
import { make } from './dom.js';
import { sizeOf, sizeWords } from './modes.js';

/**
 * A camera's settings as the server gives them; null = the source's own.
 *
 * @typedef {Record<string, string | number | null> & {title: string, fps: number | null, size: string | null}} Settings
 */

/**
 * Where a setting comes from, as `settings/origins` says it.
 *
 * @typedef {{changed: boolean, configured: string | number | null, source: string, locked: boolean}} Origin
 *
 * @typedef {{keptIn: string, elsewhere: boolean, settings: Record<string, Origin>}} Origins
 */

/** How a field's text becomes a value, by the `data-value` of its label. @type {Record<string, (text: string) => string | number | null>} */
const VALUES = {
  text: (text) => text.replaceAll('\n', ' ').trim(),
  number: (text) => (text.trim() === '' ? null : Number(text)),
  size: (text) => sizeOf(text) || null,
};

/** @type {Record<string, string>} */
const MIRRORED = { none: 'none', h: 'left and right', v: 'top and bottom', hv: 'both' };

/** A setting's name as people read it. @param {string} name */
export function nameOf(name) {
  return document.querySelector(`[data-setting="${name}"]`)?.firstChild?.textContent?.trim() ?? name;
}

/** A setting's value for people. @param {string} name @param {unknown} value */
export function valueWords(name, value) {
  if (value === null || value === undefined) {
    return 'the camera’s own';
  }
  const text = String(value);
  switch (name) {
    case 'size':
      return sizeWords(text);
    case 'rotate':
      return value === 0 ? 'none' : `${text}°`;
    case 'flip':
      return MIRRORED[text] ?? text;
    default:
      return text || 'none';
  }
}

/** The fields of the dialog: their values, where these come from, and what is wrong with them. */
export class SettingsFields {
  /** The settings that the fields were filled from. @type {Settings | null} */
  #before = null;
  #form;
  #key;
  /** @type {Map<string, {origin: HTMLElement, wrong: HTMLElement, read: (text: string) => string | number | null, allowed: string}>} */
  #notes = new Map();
  /** @type {(name: string) => void} */
  #reset = () => {};

  /**
   * @param {HTMLFormElement} form
   * @param {string} key of the settings under which the camera's own stand
   * @param {AbortSignal} ended when the dialog is closed
   */
  constructor(form, key, ended) {
    this.#form = form;
    this.#key = key;
    form.noValidate = true; // what is wrong is said at the field, and stays there
    form.querySelectorAll('.note').forEach((note) => note.remove());
    for (const label of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll('[data-setting]'))) {
      this.#annotate(label, label.dataset.setting ?? '', ended);
    }
    const quality = /** @type {HTMLInputElement} */ (this.field('quality'));
    const range = /** @type {HTMLInputElement} */ (this.field('quality-range'));
    range.oninput = () => {
      quality.value = range.value;
      this.say('quality', '');
    };
    quality.oninput = () => (range.value = quality.value);
  }

  /** @param {HTMLElement} label @param {string} name @param {AbortSignal} ended */
  #annotate(label, name, ended) {
    const origin = make('span', { class: 'origin', id: `origin-${name}` });
    const wrong = make('span', { class: 'wrong', id: `wrong-${name}`, role: 'alert' });
    label.after(make('p', { class: 'note' }, wrong, origin));
    this.#notes.set(name, { origin, wrong, read: VALUES[label.dataset.value ?? 'text'], allowed: label.dataset.allowed ?? '' });
    const field = this.field(name);
    field.setAttribute('aria-describedby', `wrong-${name} origin-${name}`);
    field.addEventListener('input', () => this.say(name, ''), { signal: ended });
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */ (this.#form.elements.namedItem(name));
  }

  /** Has the settings gone back to when somebody asks for it. @param {(name: string) => void} reset */
  onReset(reset) {
    this.#reset = reset;
  }

  /** Shows settings; what somebody has typed and not yet saved stays. @param {Settings} settings */
  show(settings) {
    const before = this.#before;
    for (const [name, { read }] of this.#notes) {
      const field = this.field(name);
      const value = /** @type {any} */ (settings)[name] ?? null;
      if (before === null || read(field.value) === (/** @type {any} */ (before)[name] ?? null)) {
        field.value = String(value ?? '');
      }
    }
    this.field('quality-range').value = this.field('quality').value;
    this.#before = settings;
  }

  /** True while the fields show these settings. @param {Settings} settings */
  isOf(settings) {
    return JSON.stringify(this.#before) === JSON.stringify(settings);
  }

  /** @param {Origins} origins */
  explain(origins) {
    for (const [name, { origin }] of this.#notes) {
      const of = origins.settings[name];
      this.field(name).disabled = of.locked;
      origin.replaceChildren(...this.#origin(name, of, origins.elsewhere));
    }
    const quality = origins.settings.quality.locked;
    this.field('quality-range').disabled = quality;
    for (const name of ['filter-choice', 'add-filter']) {
      this.field(name).disabled = origins.settings.filter.locked;
    }
    for (const chip of /** @type {NodeListOf<HTMLButtonElement>} */ (this.#form.querySelectorAll('.modes button'))) {
      chip.disabled = origins.settings.size.locked;
    }
  }

  /** @param {string} name @param {Origin} of @param {boolean} elsewhere @returns {(Node | string)[]} */
  #origin(name, { changed, configured, source, locked }, elsewhere) {
    const there = elsewhere ? ' on the camera’s machine' : '';
    if (locked) {
      return [`Locked in the settings${there} (${this.#key}.locked).`];
    }
    if (!changed) {
      return source === 'default' ? [] : [`From ${sourceWords(source)}${there}.`];
    }
    const back = make('button', { type: 'button', class: 'reset' }, 'Back to that');
    back.setAttribute('aria-label', `${nameOf(name)}: back to ${valueWords(name, configured)}`);
    back.addEventListener('click', () => this.#reset(name));
    const says = source === 'default' ? 'the default is' : `${sourceWords(source)}${there} says`;
    return [`Changed here; ${says} “${valueWords(name, configured)}”. `, back];
  }

  /** What differs, so that another person's change to the rest stays. @returns {Partial<Settings>} */
  changes() {
    const before = /** @type {any} */ (this.#before ?? {});
    const entries = [...this.#notes].filter(([name]) => !this.field(name).disabled)
      .map(([name, { read }]) => [name, read(this.field(name).value)]);
    return Object.fromEntries(entries.filter(([name, value]) => value !== (before[String(name)] ?? null)));
  }

  /** Says at each field what is wrong with it. @param {Record<string, string>} problems by the names of the settings @returns {string} words for all */
  complain(problems) {
    for (const name of this.#notes.keys()) {
      this.say(name, problems[name] ? sentence(problems[name]) : '');
    }
    const wrong = Object.keys(problems).filter((name) => this.#notes.has(name));
    if (wrong.length > 0) {
      this.field(wrong[0]).focus();
    }
    return wrong.length > 0 ? `Nothing was saved: ${wrong.map(nameOf).join(', ')} cannot be so.` : '';
  }

  /** What the browser itself finds wrong. @returns {Record<string, string>} */
  problems() {
    return Object.fromEntries([...this.#notes].filter(([name, { allowed }]) => allowed && !this.field(name).checkValidity())
      .map(([name, { allowed }]) => [name, allowed]));
  }

  /** Says what is wrong with one field, or nothing. @param {string} name @param {string} words */
  say(name, words) {
    const note = this.#notes.get(name);
    if (note && note.wrong.textContent !== words) {
      note.wrong.textContent = words;
    }
    if (words === '') {
      this.field(name).removeAttribute('aria-invalid');
    } else {
      this.field(name).setAttribute('aria-invalid', 'true');
    }
  }
}

/** A place of settings for people. @param {string} source */
function sourceWords(source) {
  return source.startsWith('command line') ? `the ${source}` : source;
}
