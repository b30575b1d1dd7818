// @ts-check
import './oriel-camera.js';
import { addAccountMenu } from './account-menu.js';
import { AddPhone } from './add-phone.js';
import { ApiError, askJson } from './api.js';
import { byId, ready } from './dom.js';
import { endedBy, showEnded } from './ended.js';
import { Tile } from './tile.js';
import { askVisitor, showFor } from './visitor.js';
import { WallGrid } from './wall-grid.js';

const POLL_MILLIS = 10_000;
/** A camera that has just begun has its size now. */
const SOON_MILLIS = 1_500;

const wall = byId('wall', HTMLElement);
const count = byId('count', HTMLElement);
const empty = byId('empty', HTMLElement);
const notice = byId('notice', HTMLElement);
const plain = byId('plain', HTMLElement);
const announcer = byId('announcer', HTMLElement);

/** @type {Map<string, Tile>} */
const tiles = new Map();
const grid = new WallGrid(wall);
let polling = 0;
let isVisitorKnown = false;

/** Asks which cameras there are, now and every ten seconds while the page is seen. */
async function poll() {
  clearTimeout(polling);
  try {
    const [answer] = await Promise.all([askJson('api/cameras'), meetVisitor()]);
    show(answer.cameras);
    notice.hidden = true;
  } catch (error) {
    explain(error);
  }
  pollIn(POLL_MILLIS);
}

/** Shows once what the visitor's role allows. */
async function meetVisitor() {
  if (!isVisitorKnown) {
    const visitor = await askVisitor('./');
    isVisitorKnown = true;
    showFor(visitor);
    addAccountMenu(byId('bar', HTMLElement), './', visitor);
  }
}

/** @param {number} millis */
function pollIn(millis) {
  clearTimeout(polling);
  polling = document.hidden ? 0 : setTimeout(poll, millis);
}

/** @param {unknown} error */
function explain(error) {
  if (endedBy(error, './')) {
    return;
  }
  notice.textContent = error instanceof ApiError ? error.message : 'The list of cameras cannot be read.';
  notice.hidden = false;
}

/** @param {import('./api.js').Camera[]} cameras */
function show(cameras) {
  const names = new Set(cameras.map((camera) => camera.name));
  for (const [name, tile] of tiles) {
    if (!names.has(name)) {
      tile.element.remove();
      tiles.delete(name);
    }
  }
  cameras.forEach((camera, position) => {
    const tile = tiles.get(camera.name) ?? open(camera);
    tile.describe(camera);
    // Only moved where it must be: an element that moves starts anew.
    if (wall.children[position] !== tile.element) {
      wall.insertBefore(tile.element, wall.children[position] ?? null);
    }
  });
  grid.arrange(cameras.flatMap((camera) => tiles.get(camera.name) ?? []));
  count.textContent = cameras.length === 0 ? '' : cameras.length === 1 ? '1 camera' : `${cameras.length} cameras`;
  empty.hidden = cameras.length > 0;
}

/** @param {import('./api.js').Camera} camera */
function open(camera) {
  const tile = new Tile(camera.name, {
    announce: (words, ofConnection) => announce(ofConnection ? words : `${tile.title}: ${words}`),
    changed: () => {
      explainPlainStreams();
      if (tile.phase?.name === 'login') {
        showEnded('./', false);
      }
      if (tile.phase?.name === 'live' && !tile.isDescribed) {
        pollIn(SOON_MILLIS);
      }
    },
    reshaped: () => grid.arrangeSoon(),
    cameras: (listed) => listed.some((one) => !tiles.has(one.name)) && poll(),
  });
  tiles.set(camera.name, tile);
  return tile;
}

/** Says once for all tiles why they show plain streams. */
function explainPlainStreams() {
  const cause = [...tiles.values()].find((tile) => tile.phase?.name === 'fallback')?.phase?.cause;
  plain.textContent = cause ? `There is no live connection, so the pictures are plain streams: ${cause}` : '';
  plain.hidden = !cause;
}

/** A lost connection is one piece of news, however many cameras it carried. @param {string} words */
function announce(words) {
  if (announcer.textContent !== words) {
    announcer.textContent = words;
  }
}

const addPhone = new AddPhone(byId('phone', HTMLDialogElement), () => [...tiles.keys()]);
byId('add-phone', HTMLButtonElement).addEventListener('click', () => addPhone.open());
byId('phone', HTMLDialogElement).addEventListener('close', poll);

document.addEventListener('visibilitychange', () => !document.hidden && poll());
globalThis.addEventListener('online', poll);
poll();
ready();
