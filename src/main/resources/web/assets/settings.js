// @ts-check
import { ApiError, askJson } from './api.js';
import { showControls } from './image-controls.js';
import { ModeChoice, outcome, sizeOf } from './modes.js';

/**
 * A camera's settings as the server gives them; null = the source's own.
 *
 * @typedef {{title: string, fps: number | null, size: string | null, quality: number, rotate: number, flip: string}} Settings
 */

/** How each field's text becomes a value. @type {Record<string, (text: string) => string | number | null>} */
const VALUES = {
  title: (text) => text.trim(),
  size: (text) => sizeOf(text) || null,
  fps: (text) => (text.trim() === '' ? null : Number(text)),
  quality: Number,
  rotate: Number,
  flip: (text) => text,
};

/** A source that is asked anew has given a picture by then, or goes on trying. */
const OUTCOME_EVERY_MILLIS = 1_000;
const OUTCOME_TRIES = 12;
const REFRESH_MILLIS = 2_000;

/**
 * Opens the dialog with a camera's settings; saving sends what was changed.
 *
 * @param {HTMLDialogElement} dialog
 * @param {string} address the camera's
 * @param {(saved: Settings, changed: Partial<Settings>) => void} saved
 */
export async function openSettings(dialog, address, saved) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector('form'));
  const problem = /** @type {HTMLElement} */ (dialog.querySelector('.problem'));
  const image = /** @type {HTMLElement} */ (dialog.querySelector('.image'));
  problem.textContent = '';
  image.hidden = true;
  form.reset();
  const modes = new ModeChoice(form);
  // What is typed before the settings are there would be overwritten by them.
  setReady(form, false);
  dialog.showModal();
  try {
    const [settings, described] = await Promise.all([askJson(`${address}/settings`), askJson(address)]);
    fill(form, settings);
    modes.show(described);
    if (!dialog.open) {
      return;
    }
    refreshWhileOpen(dialog, address, modes);
    form.onsubmit = (event) => {
      event.preventDefault();
      save(dialog, form, problem, address, settings, saved);
    };
    setReady(form, true);
    if (described.capabilities?.includes('controls')) {
      showControls(image, address, problem);
    }
    field(form, 'title').focus();
  } catch (error) {
    form.onsubmit = (event) => event.preventDefault();
    problem.textContent = wordsOf(error);
  }
}

/** @param {HTMLFormElement} form @param {boolean} isReady whether it can be filled and sent */
function setReady(form, isReady) {
  for (const element of form.elements) {
    if (!element.classList.contains('close')) {
      /** @type {HTMLInputElement} */ (element).disabled = !isReady;
    }
  }
}

/**
 * A camera that was asked for something else just now gives it later.
 *
 * @param {HTMLDialogElement} dialog
 * @param {string} address
 * @param {ModeChoice} modes
 */
function refreshWhileOpen(dialog, address, modes) {
  const timer = setInterval(() => askJson(address).then((described) => modes.refresh(described), () => {}), REFRESH_MILLIS);
  dialog.addEventListener('close', () => clearInterval(timer), { once: true });
}

/** @param {HTMLFormElement} form @param {any} settings */
function fill(form, settings) {
  for (const name of Object.keys(VALUES)) {
    field(form, name).value = String(settings[name] ?? '');
  }
}

/**
 * @param {HTMLDialogElement} dialog @param {HTMLFormElement} form @param {HTMLElement} problem
 * @param {string} address @param {any} before @param {(saved: Settings, changed: Partial<Settings>) => void} saved
 */
async function save(dialog, form, problem, address, before, saved) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('[type="submit"]'));
  button.disabled = true;
  problem.textContent = '';
  const changed = changes(form, before);
  try {
    const after = await askJson(`${address}/settings`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(changed),
    });
    saved(after, changed);
    dialog.close();
  } catch (error) {
    problem.textContent = wordsOf(error);
  }
  button.disabled = false;
}

/**
 * Waits for what a camera makes of the size and rate that it was asked for.
 *
 * @param {string} address the camera's
 * @param {Settings} asked
 * @returns {Promise<string>} words for a person where it gives something else, else empty
 */
export async function outcomeOf(address, asked) {
  let before = null;
  for (let tries = 0; tries < OUTCOME_TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, OUTCOME_EVERY_MILLIS));
    try {
      const described = await askJson(address);
      const now = described.state === 'live' ? outcome(asked, described) : null;
      // What is said once may be of a source that is just about to be asked anew.
      if (now !== null && now === before) {
        return now;
      }
      before = now;
    } catch {
      return ''; // the page says elsewhere that the server or the camera is gone
    }
  }
  return '';
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
