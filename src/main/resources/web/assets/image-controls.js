// @ts-check
import { askJson, sendJson, wordsOf } from './api.js';
import { make } from './dom.js';
import { OrientSender } from './orient-sender.js';

/**
 * What can be set on a camera's device.
 *
 * @typedef {object} Control
 * @property {string} name
 * @property {'integer' | 'boolean' | 'menu' | 'button'} type
 * @property {number} min
 * @property {number} max
 * @property {number} step
 * @property {number} default
 * @property {number | null} value
 * @property {boolean} writable
 * @property {boolean} active
 * @property {{value: number, name: string}[]} [menu]
 */

/**
 * Fills a box with a camera's image controls, each of which takes effect at once.
 *
 * @param {HTMLElement} box hidden where there are none
 * @param {string} address the camera's
 * @param {HTMLElement} problem where it is said what was wrong
 */
export async function showControls(box, address, problem) {
  box.hidden = true;
  /** @type {Control[]} */
  let controls;
  try {
    controls = (await askJson(`${address}/controls`)).controls.filter((/** @type {Control} */ control) => control.writable);
  } catch {
    return; // a device that is not there has nothing to set
  }
  const rows = controls.map((control) => row(control, (value) => sender.send({ [control.name]: value })));
  /** @param {Control[]} now */
  const follow = (now) => rows.forEach((each) => {
    const said = now.find((control) => control.name === each.name);
    if (said) {
      each.show(said);
    }
  });
  const sender = new OrientSender(
    async (words) => follow((await sendJson(`${address}/controls`, 'PATCH', valuesOf(words))).controls),
    (words) => (problem.textContent = words),
    (before, next) => ({ ...before, ...next }),
  );
  const defaults = make('button', { type: 'button', 'class': 'defaults' }, 'Defaults');
  defaults.addEventListener('click', () => sender.send(
    Object.fromEntries(controls.filter((control) => control.type !== 'button').map((control) => [control.name, '']))));
  const list = /** @type {HTMLElement} */ (box.querySelector('.controls'));
  list.replaceChildren(...rows.map((each) => each.element), defaults);
  box.hidden = rows.length === 0;
}

/** Empty for the driver's default. @param {Record<string, string>} words */
function valuesOf(words) {
  return Object.fromEntries(Object.entries(words).map(([name, text]) => [name, text === '' ? null : Number(text)]));
}

/** @param {Control} control @param {(value: string) => void} set */
function row(control, set) {
  if (control.type === 'button') {
    const button = make('button', { type: 'button' }, control.name);
    button.addEventListener('click', () => set('1'));
    return { name: control.name, element: make('p', { 'class': 'act' }, button), show() {} };
  }
  const output = make('output');
  const input = field(control);
  const show = (/** @type {Control} */ now) => {
    input.disabled = !now.active;
    if (now.value === null || input.matches(':active')) {
      return;
    }
    if (input instanceof HTMLInputElement && input.type === 'checkbox') {
      input.checked = now.value === 1;
    } else {
      input.value = String(now.value);
    }
    output.textContent = control.type === 'integer' ? String(now.value) : '';
  };
  input.addEventListener('input', () => {
    const value = input instanceof HTMLInputElement && input.type === 'checkbox' ? String(Number(input.checked)) : input.value;
    output.textContent = control.type === 'integer' ? value : '';
    set(value);
  });
  show(control);
  return { name: control.name, element: make('label', {}, control.name, make('span', { 'class': 'value' }, input, output)), show };
}

/** @param {Control} control @returns {HTMLInputElement | HTMLSelectElement} */
function field(control) {
  if (control.type === 'menu') {
    return make('select', {}, ...(control.menu ?? []).map((entry) => new Option(entry.name, String(entry.value))));
  }
  return control.type === 'boolean'
    ? make('input', { type: 'checkbox' })
    : make('input', { type: 'range', min: String(control.min), max: String(control.max), step: String(control.step) });
}
