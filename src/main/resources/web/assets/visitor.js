// @ts-check
import { askJson } from './api.js';

/** @typedef {'viewer' | 'operator' | 'admin'} Role */

/**
 * Whom the server takes this browser for. On a server that is not locked everybody is an operator without an account.
 *
 * @typedef {object} Visitor
 * @property {string | null} user the account's name, null without one
 * @property {Role} role
 * @property {string[] | null} cameras names that the visitor sees, null for all
 */

/** @type {Role[]} */
const ROLES = ['viewer', 'operator', 'admin'];

/**
 * Asks the server whom it takes this browser for.
 *
 * @param {string} root the relative way to the page of all cameras
 * @returns {Promise<Visitor>}
 * @throws {import('./api.js').ApiError} 401 where a login is needed
 */
export async function askVisitor(root) {
  const { user, role, cameras } = await askJson(`${root}api/session`);
  return { user: user ?? null, role, cameras: cameras?.length > 0 ? cameras : null };
}

/** Whether the visitor has come by a share link. @param {Visitor} visitor */
export function isGuest(visitor) {
  return visitor.user === null && visitor.role === 'viewer';
}

/** @param {Visitor} visitor @param {Role} least */
export function mayAs(visitor, least) {
  return ROLES.indexOf(visitor.role) >= ROLES.indexOf(least);
}

/**
 * Shows what is for the visitor, and hides the rest: elements with `data-least` need that role, those with
 * `data-account` an account.
 *
 * @param {Visitor} visitor
 */
export function showFor(visitor) {
  /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-least], [data-account]')).forEach((element) => {
    const least = /** @type {Role} */ (element.dataset.least ?? 'viewer');
    element.hidden = !mayAs(visitor, least) || ('account' in element.dataset && visitor.user === null);
  });
}
