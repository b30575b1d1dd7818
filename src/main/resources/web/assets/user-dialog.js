// @ts-check
import { sendJson, wordsOf } from './api.js';
import { CameraChoice } from './camera-choice.js';
import { endedBy } from './ended.js';

/** The dialog that adds an account, or changes one. */
export class UserDialog {
  #dialog;
  #form;
  #cameras;
  #saved;
  /** @type {import('./users.js').User | null} */
  #user = null;

  /** @param {HTMLDialogElement} dialog @param {() => Promise<void>} saved what follows when the server has taken it */
  constructor(dialog, saved) {
    this.#dialog = dialog;
    this.#saved = saved;
    this.#form = /** @type {HTMLFormElement} */ (dialog.querySelector('form'));
    this.#cameras = new CameraChoice(this.#part('fieldset'));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#save();
    });
    this.#part('.close').addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => this.#form.reset());
  }

  /**
   * @param {import('./users.js').User | null} user null for a new one
   * @param {string[]} names of the cameras that there are
   * @param {boolean} isSelf whether it is the visitor's own account, whose password is changed elsewhere
   */
  open(user, names, isSelf) {
    this.#user = user;
    this.#part('h2').textContent = user ? `Change ${user.name}` : 'Add a user';
    this.#part('.problem').textContent = '';
    this.#field('username').value = user?.name ?? '';
    this.#field('username').readOnly = user !== null;
    this.#field('role').value = user?.role ?? 'viewer';
    this.#field('password').required = user === null;
    this.#part('.password').hidden = isSelf;
    this.#part('.password span').textContent = user ? 'New password' : 'Password';
    this.#part('.keep').hidden = user === null || isSelf;
    this.#part('.own').hidden = !isSelf;
    this.#cameras.offer(names, user?.cameras ?? [], true);
    this.#dialog.showModal();
    this.#field(user ? 'role' : 'username').focus();
  }

  async #save() {
    const problem = this.#part('.problem');
    problem.textContent = this.#cameras.problem;
    if (problem.textContent) {
      return;
    }
    const button = /** @type {HTMLButtonElement} */ (this.#part('[type="submit"]'));
    button.disabled = true;
    try {
      await this.#send();
      this.#dialog.close();
      await this.#saved();
    } catch (error) {
      if (!endedBy(error, './')) {
        problem.textContent = wordsOf(error);
      }
    }
    button.disabled = false;
  }

  async #send() {
    const name = this.#field('username').value.trim().toLowerCase();
    const password = this.#field('password').value;
    const wanted = { role: this.#field('role').value, cameras: this.#cameras.value };
    if (!this.#user) {
      await sendJson('api/users', 'POST', { name, ...wanted, password });
      return;
    }
    /** @type {Record<string, unknown>} */
    const changed = password ? { password } : {};
    if (wanted.role !== this.#user.role) {
      changed.role = wanted.role;
    }
    if (wanted.cameras.join() !== [...this.#user.cameras].sort().join()) {
      changed.cameras = wanted.cameras;
    }
    if (Object.keys(changed).length > 0) {
      await sendJson(`api/users/${encodeURIComponent(this.#user.name)}`, 'PATCH', changed);
    }
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#dialog.querySelector(selector));
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}
