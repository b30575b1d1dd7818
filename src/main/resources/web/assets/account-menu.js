// @ts-check
import { make } from './dom.js';
import { mayAs } from './visitor.js';

const SVG = 'http://www.w3.org/2000/svg';
const PERSON = 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5';

/**
 * Adds the menu of the visitor's account to a bar; a visitor without an account gets none.
 *
 * @param {HTMLElement} bar
 * @param {string} root the relative way to the page of all cameras
 * @param {import('./visitor.js').Visitor} visitor
 */
export function addAccountMenu(bar, root, visitor) {
  if (visitor.user === null || bar.querySelector('.account-menu')) {
    return;
  }
  const links = [
    link(`${root}account`, 'My account'),
    ...(mayAs(visitor, 'operator') ? [link(`${root}keys`, 'Keys and links')] : []),
    ...(mayAs(visitor, 'admin') ? [link(`${root}users`, 'Users'), link(`${root}doctor`, 'Doctor')] : []),
    link(`${root}logout`, 'Log out'),
  ];
  const summary = make('summary', { 'aria-label': `Account: ${visitor.user}`, 'title': visitor.user }, icon());
  const menu = make('details', { class: 'account-menu' }, summary,
    make('div', { class: 'menu' }, make('p', {}, make('b', {}, visitor.user), ` ${visitor.role}`), make('ul', {}, ...links)));
  closeWhenLeft(menu, summary);
  bar.append(menu);
}

/** @param {string} href @param {string} words */
function link(href, words) {
  return make('li', {}, make('a', { href }, words));
}

/** @param {HTMLDetailsElement} menu @param {HTMLElement} summary */
function closeWhenLeft(menu, summary) {
  document.addEventListener('pointerdown', (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) {
      menu.open = false;
    }
  });
  menu.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) {
      menu.open = false;
    }
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.open) {
      event.stopPropagation();
      menu.open = false;
      summary.focus();
    }
  });
}

function icon() {
  const image = document.createElementNS(SVG, 'svg');
  image.setAttribute('viewBox', '0 0 24 24');
  image.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PERSON);
  image.append(path);
  return image;
}
