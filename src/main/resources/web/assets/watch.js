// @ts-check
import { OrielCamera } from './oriel-camera.js';
import { OrientPanel } from './orient.js';
import { addAccountMenu } from './account-menu.js';
import { ApiError, askJson } from './api.js';
import { byId, ready, remember, remembered } from './dom.js';
import { Bars } from './bars.js';
import { showEnded } from './ended.js';
import { Zoom } from './zoom.js';
import { onKeys } from './keys.js';
import { openSettings, outcomeOf } from './settings.js';
import { ShareDialog } from './share.js';
import { saveSnapshot } from './snapshot.js';
import { clearStatistics, showStatistics } from './statistics.js';
import { askVisitor, isGuest, mayAs, showFor } from './visitor.js';
import { isTrouble, labelFor, limitWords } from './words.js';

const TOAST_MILLIS = 5_000;
const DESCRIBE_MILLIS = 15_000;
const LIMIT_SAID_MILLIS = 60_000;
const STEP_PIXELS = 60;

const ROOT = '../';
const name = location.pathname.split('/').pop() ?? '';
const address = `${ROOT}api/cameras/${name}`;

const camera = byId('camera', OrielCamera);
const title = byId('title', HTMLElement);
const state = byId('state', HTMLElement);
const fit = byId('fit', HTMLButtonElement);
const statistics = byId('statistics', HTMLElement);
const clockNote = byId('clock-note', HTMLElement);
const statisticsButton = byId('statistics-button', HTMLButtonElement);
const snapshot = byId('snapshot', HTMLButtonElement);
const settingsButton = byId('settings-button', HTMLButtonElement);
const fullScreen = byId('full-screen', HTMLButtonElement);
const mode = byId('mode', HTMLSelectElement);
const help = byId('help', HTMLDialogElement);
const settings = byId('settings', HTMLDialogElement);
const sharing = byId('share', HTMLDialogElement);
const toast = byId('toast', HTMLElement);

const bars = new Bars(document.body);
const orient = new OrientPanel(byId('orient', HTMLElement), byId('orient-button', HTMLButtonElement), address);
const zoom = new Zoom(camera, () => bars.toggle(), centre);
const share = new ShareDialog(sharing, name);
/** @type {import('./visitor.js').Visitor | null} */
let visitor = null;
let toasting = 0;
let describing = 0;
/** When the page last said that the link or the device is the limit. */
let limitSaidAt = -Infinity;

/** @param {string} text */
function say(text) {
  clearTimeout(toasting);
  toast.textContent = text;
  toasting = setTimeout(() => (toast.textContent = ''), TOAST_MILLIS);
}

/** Asks what the camera is called and can do, now and every while: others may change it. */
async function describe() {
  clearTimeout(describing);
  describing = setTimeout(() => !document.hidden && describe(), DESCRIBE_MILLIS);
  try {
    const [described] = await Promise.all([askJson(address), meetVisitor()]);
    const [width = 0, height = 0] = (described.size ?? '').split('x').map(Number);
    camera.sourceSize = { width, height };
    retitle(described.title || name);
    showClock(described.clockAhead ?? null);
    settingsButton.hidden = !described.capabilities?.includes('settings') || visitor === null || !mayAs(visitor, 'operator');
    const turns = described.capabilities?.includes('orient') === true;
    if (turns) {
      orient.allow(visitor !== null && mayAs(visitor, 'operator'));
    } else {
      orient.forget();
    }
    if (camera.phase.name === 'missing' || camera.phase.name === 'ended') {
      camera.retry();
    }
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      end();
    }
  }
}

/** Shows once what the visitor's role allows; a share link opens this page and no other. */
async function meetVisitor() {
  if (visitor === null) {
    visitor = await askVisitor(ROOT);
    showFor(visitor);
    byId('back', HTMLElement).hidden = isGuest(visitor);
    addAccountMenu(byId('bar', HTMLElement), ROOT, visitor);
  }
}

/** Says that the login or the link has ended. */
function end() {
  clearTimeout(describing);
  [help, settings, sharing].forEach((dialog) => dialog.close());
  showEnded(ROOT, visitor !== null && isGuest(visitor));
}

/** A part of the address as people write it, or as it stands where it is no text. @param {string} part */
function readable(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * Says that ages have been put right.
 *
 * @param {number | null} ahead seconds that the clock of the camera's recorder is ahead of the server's
 */
function showClock(ahead) {
  clockNote.hidden = ahead === null;
  clockNote.textContent = ahead === null
    ? ''
    : `The recorder's clock is ${Math.abs(ahead).toFixed(1)} s ${ahead > 0 ? 'ahead' : 'behind'}; the age is corrected.`;
}

/** @param {string} text */
function retitle(text) {
  if (title.textContent === text) {
    return;
  }
  title.textContent = text;
  document.title = `${text} – Oriel`;
  camera.setAttribute('label', `Live picture of ${text}`);
}

/** Brings a point of the picture to the middle, where the camera is being turned. @param {number} x @param {number} y CSS pixels from the middle */
function centre(x, y) {
  const { width, height } = zoom.shown;
  return Math.abs(x) <= width / 2 && Math.abs(y) <= height / 2 && orient.centre(x / width, y / height, width / height);
}

/** @param {number} right @param {number} down in steps */
function arrow(right, down) {
  if (orient.open) {
    orient.step(right, -down);
  } else {
    zoom.move(-right * STEP_PIXELS, -down * STEP_PIXELS);
  }
}

/** @param {boolean} cover */
function setFit(cover) {
  camera.setAttribute('fit', cover ? 'cover' : 'contain');
  fit.setAttribute('aria-pressed', String(cover));
  remember('fit', cover ? 'cover' : 'contain');
  zoom.settle();
}

/** @param {string} chosen */
function setMode(chosen) {
  mode.value = ['auto', 'sharp', 'smooth'].includes(chosen) ? chosen : 'auto';
  camera.setAttribute('mode', mode.value);
  remember('mode', mode.value);
}

/** @param {boolean} shown */
function setStatistics(shown) {
  statistics.hidden = !shown;
  if (shown) {
    describe();
  }
  statisticsButton.setAttribute('aria-pressed', String(shown));
}

async function toggleFullScreen() {
  try {
    await (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  } catch {
    say('This browser does not allow full screen here.');
  }
}

async function takeSnapshot() {
  snapshot.disabled = true;
  try {
    say(`Saved ${await saveSnapshot(address, name)}`);
  } catch (error) {
    say(error instanceof ApiError ? error.message : 'The snapshot could not be saved.');
  }
  snapshot.disabled = false;
}

/** @param {import('./settings.js').Settings} saved @param {Partial<import('./settings.js').Settings>} changed */
async function onSaved(saved, changed) {
  retitle(saved.title || name);
  const words = 'size' in changed || 'fps' in changed ? await outcomeOf(address, saved) : '';
  if (words) {
    say(words);
  }
}

/** @param {Event} event */
function onPhase(event) {
  /** @type {import('./phase.js').Phase} */
  const phase = /** @type {CustomEvent} */ (event).detail;
  document.body.dataset.phase = phase.name;
  state.textContent = labelFor(phase);
  bars.hold(isTrouble(phase));
  if (phase.name !== 'live') {
    clearStatistics(statistics);
  }
  if (phase.name === 'login') {
    end();
  } else if (phase.name === 'live') {
    describe();
  }
}

/** @param {Event} event */
function onStatistics(event) {
  /** @type {import('./channel.js').Statistics} */
  const measured = /** @type {CustomEvent} */ (event).detail;
  if (camera.phase.name !== 'live') {
    return;
  }
  const missing = limitWords(measured.limit);
  const words = [missing.title, missing.detail].filter(Boolean).join(': ');
  const shown = words || labelFor(camera.phase);
  if (state.textContent !== shown) {
    state.textContent = shown;
    if (words && toast.textContent === '' && performance.now() - limitSaidAt > LIMIT_SAID_MILLIS) {
      limitSaidAt = performance.now();
      say(words);
    }
  }
  showStatistics(statistics, measured, missing);
}

const settle = (/** @type {() => void} */ action) => () => {
  action();
  bars.wake();
};

const actions = {
  fullScreen: settle(toggleFullScreen),
  fit: settle(() => setFit(camera.getAttribute('fit') !== 'cover')),
  statistics: settle(() => setStatistics(statistics.hidden !== false)),
  snapshot: settle(takeSnapshot),
  help: settle(() => (help.open ? help.close() : help.showModal())),
  settings: settle(() => openSettings(settings, address, onSaved)),
  share: settle(() => share.open()),
  orient: settle(() => orient.toggle()),
  zoomIn: settle(() => (orient.open && orient.zoomBy(1.25)) || zoom.by(1.25)),
  zoomOut: settle(() => (orient.open && orient.zoomBy(0.8)) || zoom.by(0.8)),
  zoomReset: settle(() => zoom.reset()),
};

camera.addEventListener('oriel-phase', onPhase);
camera.addEventListener('oriel-orient', (event) => orient.show(/** @type {CustomEvent} */ (event).detail));
camera.addEventListener('oriel-size', () => zoom.settle());
camera.addEventListener('oriel-statistics', onStatistics);
document.addEventListener('visibilitychange', () => !document.hidden && describe());
fit.addEventListener('click', actions.fit);
snapshot.addEventListener('click', actions.snapshot);
statisticsButton.addEventListener('click', actions.statistics);
settingsButton.addEventListener('click', actions.settings);
byId('share-button', HTMLButtonElement).addEventListener('click', actions.share);
fullScreen.addEventListener('click', actions.fullScreen);
byId('help-button', HTMLButtonElement).addEventListener('click', actions.help);
byId('zoom-in', HTMLButtonElement).addEventListener('click', actions.zoomIn);
byId('zoom-out', HTMLButtonElement).addEventListener('click', actions.zoomOut);
mode.addEventListener('change', () => setMode(mode.value));
document.addEventListener('fullscreenchange', () => {
  fullScreen.setAttribute('aria-pressed', String(document.fullscreenElement !== null));
});
for (const dialog of [help, settings, sharing]) {
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.querySelector('.close')?.addEventListener('click', () => dialog.close());
}
onKeys(actions, arrow);

const token = new URLSearchParams(location.search).get('share');
if (token !== null) {
  // Here the link counts for this page alone; at the root it is changed for a cookie, which the picture's addresses get too.
  location.replace(`${ROOT}?share=${encodeURIComponent(token)}`);
}
fullScreen.hidden = !document.fullscreenEnabled;
retitle(readable(name));
setMode(remembered('mode', 'auto'));
setFit(remembered('fit', 'contain') === 'cover');
camera.setAttribute('src', `${address}/live`);
describe();
ready();
