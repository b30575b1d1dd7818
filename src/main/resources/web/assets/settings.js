// @ts-check
import { ApiError, askJson } from './api.js';

/**
 * A camera's settings as the server gives them; null = the source's own.
 *
 * @typedef {{title: string, fps: number | null, size: string | null, quality: number, rotate: number, flip: string}} Settings
 */

/** How each field's text becomes a value. @type {Record<string, (text: string) => string | number | null>} */
const VALUES = {
  title: (text) => text.trim(),
  size: (text) => text.trim() || null,
  fps: (text) => (text.trim() === '' ? null : Number(text)),
  quality: Number,
  rotate: Number,
  flip: (text) => text,
};

/**
 * Opens the dialog with a camera's settings; saving sends what was changed.
 *
 * @param {HTMLDialogElement} dialog
 * @param {string} address the camera's
 * @param {(saved: Settings) => void} saved
 */
export async function openSettings(dialog, address, saved) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector('form'));
  const problem = /** @type {HTMLElement} */ (dialog.querySelector('.problem'));
  problem.textContent = '';
  form.reset();
  dialog.showModal();
  try {
    const settings = await askJson(`${address}/settings`);
    fill(form, settings);
    form.onsubmit = (event) => {
      event.preventDefault();
      save(dialog, form, problem, address, settings, saved);
    };
  } catch (error) {
    form.onsubmit = (event) => event.preventDefault();
    problem.textContent = wordsOf(error);
  }
}

/** @param {HTMLFormElement} form @param {any} settings */
function fill(form, settings) {
  for (const name of Object.keys(VALUES)) {
    field(form, name).value = String(settings[name] ?? '');
  }
}

/**
 * @param {HTMLDialogElement} dialog @param {HTMLFormElement} form @param {HTMLElement} problem
 * @param {string} address @param {any} before @param {(saved: Settings) => void} saved
 */
async function save(dialog, form, problem, address, before, saved) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('[type="submit"]'));
  button.disabled = true;
  problem.textContent = '';
  try {
    const after = await askJson(`${address}/settings`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(changes(form, before)),
    });
    saved(after);
    dialog.close();
  } catch (error) {
    problem.textContent = wordsOf(error);
  }
  button.disabled = false;
}

/** What differs, so that another person's change to the rest stays. @param {HTMLFormElement} form @param {any} before */
function changes(form, before) {
  const entries = Object.entries(VALUES).map(([name, value]) => [name, value(field(form, name).value)]);
  return Object.fromEntries(entries.filter(([name, value]) => value !== (before[String(name)] ?? null)));
}

/** @param {HTMLFormElement} form @param {string} name */
function field(form, name) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));
}

/** @param {unknown} error */
function wordsOf(error) {
  return error instanceof ApiError ? error.message : 'The settings cannot be read.';
}
