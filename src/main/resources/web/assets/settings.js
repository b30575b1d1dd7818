// @ts-check
import { ApiError, askJson, sendJson } from './api.js';
import { ChainField } from './chain-field.js';
import { showControls } from './image-controls.js';
import { ModeChoice, outcome } from './modes.js';
import { SettingsFields } from './settings-fields.js';
import { SettingsHistory } from './settings-history.js';

/** @typedef {import('./settings-fields.js').Settings} Settings */

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
  form.reset();
  const open = new OpenSettings(dialog, form, address, saved);
  // What is typed before the settings are there would be overwritten by them.
  setReady(form, false);
  dialog.showModal();
  await open.load();
}

/** @param {HTMLFormElement} form @param {boolean} isReady whether it can be filled and sent */
function setReady(form, isReady) {
  for (const element of form.elements) {
    if (!element.classList.contains('close')) {
      /** @type {HTMLInputElement} */ (element).disabled = !isReady;
    }
  }
}

/** The dialog while it is open. */
class OpenSettings {
  #dialog;
  #form;
  #address;
  #saved;
  #problem;
  #image;
  #modes;
  #fields;
  #chain;
  #history;

  /**
   * @param {HTMLDialogElement} dialog @param {HTMLFormElement} form @param {string} address
   * @param {(saved: Settings, changed: Partial<Settings>) => void} saved
   */
  constructor(dialog, form, address, saved) {
    this.#dialog = dialog;
    this.#form = form;
    this.#address = address;
    this.#saved = saved;
    this.#problem = /** @type {HTMLElement} */ (form.querySelector('.problem'));
    this.#image = /** @type {HTMLElement} */ (form.querySelector('.image'));
    this.#problem.textContent = '';
    this.#image.hidden = true;
    this.#modes = new ModeChoice(form);
    const ended = new AbortController();
    dialog.addEventListener('close', () => ended.abort(), { once: true });
    this.#fields = new SettingsFields(form, `cameras.${address.split('/').pop()}`, ended.signal);
    this.#fields.onReset((name) => this.#reset(name));
    this.#chain = new ChainField(form, this.#fields);
    this.#history = new SettingsHistory(/** @type {HTMLDetailsElement} */ (form.querySelector('.history')), address,
      (settings) => this.#wentBack(settings));
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#save();
    };
  }

  async load() {
    try {
      const [settings, described] = await Promise.all([askJson(`${this.#address}/settings`), askJson(this.#address)]);
      this.#fields.show(settings);
      this.#modes.show(described);
      if (!this.#dialog.open) {
        return;
      }
      setReady(this.#form, true);
      this.#fields.field('title').focus();
      this.#refreshWhileOpen();
      if (described.capabilities?.includes('controls')) {
        showControls(this.#image, this.#address, this.#problem);
      }
      await Promise.all([this.#explain(), this.#chain.load(this.#address.replace(/api\/.*/, ''))]);
    } catch (error) {
      this.#form.onsubmit = (event) => event.preventDefault();
      this.#problem.textContent = wordsOf(error);
    }
  }

  /** Says where the settings come from, and what was changed. */
  async #explain() {
    const kept = /** @type {HTMLElement} */ (this.#form.querySelector('.kept'));
    kept.hidden = true;
    if (!await this.#history.load()) {
      return; // both come from where the settings are kept; without them, these can still be changed
    }
    try {
      const origins = await askJson(`${this.#address}/settings/origins`);
      this.#fields.explain(origins);
      kept.textContent = `What is changed here is kept in ${origins.keptIn}${origins.elsewhere ? ' of the camera’s machine' : ''},`
        + ' and stands above the settings files. These are never written.';
      kept.hidden = false;
    } catch {
      this.#problem.textContent = 'Where the settings come from cannot be read.';
    }
  }

  /** Others may change the settings meanwhile, and a camera that was asked for something else just now gives it later. */
  #refreshWhileOpen() {
    const timer = setInterval(() => this.#refresh().catch(() => {}), REFRESH_MILLIS);
    this.#dialog.addEventListener('close', () => clearInterval(timer), { once: true });
  }

  async #refresh() {
    const [settings, described] = await Promise.all([askJson(`${this.#address}/settings`), askJson(this.#address)]);
    this.#modes.refresh(described);
    if (!this.#fields.isOf(settings)) {
      this.#fields.show(settings);
      await this.#explain();
    }
  }

  /** @param {Settings} settings that stand after an undo or a reset */
  #wentBack(settings) {
    this.#problem.textContent = '';
    this.#fields.complain({});
    this.#fields.show(settings);
    this.#explain();
    this.#saved(settings, {});
  }

  /** @param {string} name of a setting */
  async #reset(name) {
    try {
      this.#wentBack(await askJson(`${this.#address}/settings/reset?setting=${name}`, { method: 'POST' }));
    } catch (error) {
      this.#problem.textContent = wordsOf(error);
    }
  }

  async #save() {
    const found = this.#fields.problems();
    this.#problem.textContent = this.#fields.complain(found);
    if (Object.keys(found).length > 0) {
      return;
    }
    const button = /** @type {HTMLButtonElement} */ (this.#form.querySelector('[type="submit"]'));
    button.disabled = true;
    const changed = this.#fields.changes();
    try {
      this.#saved(await sendJson(`${this.#address}/settings`, 'PATCH', changed), changed);
      this.#dialog.close();
    } catch (error) {
      const words = error instanceof ApiError ? this.#fields.complain(error.settings) : '';
      this.#problem.textContent = words || wordsOf(error);
    }
    button.disabled = false;
  }
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

/** @param {unknown} error */
function wordsOf(error) {
  return error instanceof ApiError ? error.message : 'The settings cannot be read.';
}
