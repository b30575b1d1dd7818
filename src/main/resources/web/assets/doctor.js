// @ts-check
import { beginPage, explain, onPress } from './account-page.js';
import { askJson } from './api.js';
import { byId, make } from './dom.js';

/**
 * A result of a check, as `api/doctor` lists it.
 *
 * @typedef {object} Finding
 * @property {string} subject what was looked at
 * @property {'ok' | 'note' | 'problem'} verdict
 * @property {string} cause
 * @property {string} remedy what to do, empty where there is nothing to do
 */

/** @type {Finding['verdict'][]} */
const WORST_FIRST = ['problem', 'note', 'ok'];

const again = byId('again', HTMLButtonElement);
const summary = byId('summary', HTMLElement);
const troubles = byId('troubles', HTMLElement);
const fine = byId('fine', HTMLDetailsElement);

async function examine() {
  summary.textContent = 'Examining …';
  /** @type {{problems: number, notes: number, findings: Finding[]}} */
  const { problems, notes, findings } = await askJson('api/doctor');
  const sorted = findings.toSorted((a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict));
  summary.textContent = `${counted(findings.length, 'check')}: ${counted(problems, 'problem')}, ${counted(notes, 'note')}.`;
  troubles.replaceChildren(...sorted.filter(({ verdict }) => verdict !== 'ok').map(row));
  fine.querySelector('ul')?.replaceChildren(...sorted.filter(({ verdict }) => verdict === 'ok').map(row));
  fine.hidden = problems + notes === findings.length;
}

/** @param {number} count @param {string} word */
function counted(count, word) {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** @param {Finding} finding */
function row({ subject, verdict, cause, remedy }) {
  const title = make('p', { class: 'name' }, make('b', {}, subject), ' ', make('span', { class: 'tag' }, verdict));
  const about = make('div', {}, title, make('p', {}, cause));
  if (remedy !== '') {
    about.append(make('p', { class: 'soft remedy' }, `What to do: ${remedy}`));
  }
  return make('li', { 'data-verdict': verdict }, about);
}

onPress(again, examine);
beginPage(() => {
  examine().catch((error) => {
    summary.textContent = '';
    explain(error);
  });
});
