// @ts-check
import { Awake } from './awake.js';
import { CameraProblem, Capture, hasTorch, listCameras, looksAtUser, setTorch } from './capture.js';
import { byId, ready } from './dom.js';
import { PublishCard } from './publish-card.js';
import { PublishChoices } from './publish-choices.js';
import { keepLink, takeLink } from './publish-link.js';
import { refusalWords, statusOf } from './publish-words.js';
import { Publisher } from './publisher.js';

const TOAST_MILLIS = 5_000;
const RECOVER_MILLIS = 2_000;
const REFUSALS_EVERY_MILLIS = 10_000;

const body = document.body;
const title = byId('title', HTMLElement);
const state = byId('state', HTMLElement);
const preview = byId('preview', HTMLVideoElement);
const tools = byId('tools', HTMLElement);
const turn = byId('turn', HTMLButtonElement);
const torch = byId('torch', HTMLButtonElement);
const statistics = byId('statistics', HTMLElement);
const toast = byId('toast', HTMLElement);

const choices = new PublishChoices(byId('settings', HTMLDialogElement), changed);
const card = new PublishCard(({ name, key }) => {
  link = { name, key, isOn: false };
  start();
});
const awake = new Awake();
let link = takeLink();
/** @type {Capture | null} */
let capture = null;
/** @type {Publisher | null} */
let publisher = null;
/** Why the camera that was open gives nothing. @type {CameraProblem | null} */
let problem = null;
let recovering = 0;
let toasting = 0;
let refusalSaidAt = -Infinity;

// --- before and after

/** Shows what the page is for. */
function introduce() {
  title.textContent = link.name || 'This device as a camera';
  body.dataset.phase = 'paused';
  state.textContent = '';
  tools.hidden = preview.hidden = statistics.hidden = true;
  byId('statistics-button', HTMLButtonElement).setAttribute('aria-pressed', 'false');
  card.introduce(link);
}

async function start() {
  stop();
  card.isBusy = true;
  try {
    capture = await open();
  } catch (error) {
    card.showProblem(CameraProblem.of(error));
    return;
  } finally {
    card.isBusy = false;
  }
  keep(true);
  publisher = new Publisher(socketAddress(link.name), link.key, choices.form(), { changed: connectionChanged, refused, measured });
  publisher.capture = capture;
  publisher.open();
  awake.wanted = true;
  title.textContent = link.name;
  document.title = `${link.name} – this device as a camera`;
  card.hide();
  tools.hidden = false;
  showCamera();
}

/** @returns {Promise<Capture>} */
async function open() {
  const events = { frame: () => publisher?.offer(), changed: cameraChanged };
  try {
    return await Capture.open(choices.wish(), events);
  } catch (error) {
    if (CameraProblem.of(error).code !== 'unfit') {
      throw error;
    }
    choices.forgetCamera(); // the one that was chosen last time is not there
    return Capture.open(choices.wish(), events);
  }
}

/** Lets everything go. */
function stop() {
  clearTimeout(recovering);
  publisher?.close();
  capture?.stop();
  publisher = capture = problem = null;
  preview.srcObject = null;
  awake.wanted = false;
}

/** @param {boolean} isOn whether a tab that is loaded again goes on */
function keep(isOn) {
  link = { ...link, isOn };
  keepLink(link);
}

/** @param {string} name */
function socketAddress(name) {
  const url = new URL(`api/cameras/${name}/publish`, document.baseURI);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}

// --- the connection

function connectionChanged() {
  if (!publisher) {
    return;
  }
  const { phase, ending } = publisher.state;
  if (phase === 'ended' && ending) {
    stop();
    keep(false);
    introduce();
    body.dataset.phase = 'ended';
    card.showEnding(ending);
    return;
  }
  showStatus();
}

/** @param {string} code @param {string} message */
function refused(code, message) {
  if (performance.now() - refusalSaidAt > REFUSALS_EVERY_MILLIS) {
    refusalSaidAt = performance.now();
    say(refusalWords(code, message));
  }
}

function showStatus() {
  if (!publisher) {
    return;
  }
  const { phase, words } = statusOf({
    problem, muted: capture?.muted ?? false, state: publisher.state, watched: publisher.demand.watched,
  });
  body.dataset.phase = phase;
  body.dataset.watched = String(publisher.demand.watched);
  if (state.textContent !== words) {
    state.textContent = words;
  }
}

/** @param {import('./publisher.js').Sent} sent */
function measured(sent) {
  write('fps', sent.fps.toFixed(1));
  write('size', sent.width ? `${sent.width} × ${sent.height}` : '–');
  write('mbits', `${(sent.bits / 1e6).toFixed(2)} Mbit/s`);
  write('round-trip', sent.roundTripMillis === null ? '–' : `${Math.round(sent.roundTripMillis)} ms`);
  write('encoded', String(sent.encoded));
}

/** @param {string} name @param {string} text */
function write(name, text) {
  const place = /** @type {HTMLElement} */ (statistics.querySelector(`[data-stat="${name}"]`));
  place.textContent = text;
}

// --- the camera

/** @param {CameraProblem | null} found */
function cameraChanged(found) {
  problem = found;
  if (found) {
    recoverSoon();
  }
  showStatus();
}

function recoverSoon() {
  clearTimeout(recovering);
  recovering = setTimeout(recover, RECOVER_MILLIS);
}

/** A camera that ended is asked for again while the page is seen, until it is there. */
async function recover() {
  if (!capture || !problem) {
    return;
  }
  if (!document.hidden) {
    try {
      await capture.switchCamera(choices.wish());
      showCamera();
      return;
    } catch (error) {
      problem = CameraProblem.of(error);
      showStatus();
    }
  }
  recoverSoon();
}

async function showCamera() {
  const track = capture?.track;
  if (!capture || !track) {
    return;
  }
  problem = track.readyState === 'ended' ? new CameraProblem('ended') : null;
  preview.srcObject = capture.stream;
  preview.hidden = false;
  preview.classList.toggle('mirrored', choices.isMirrored(looksAtUser(track)));
  preview.play().catch(() => {}); // plays when the page is seen
  torch.hidden = !hasTorch(track);
  torch.setAttribute('aria-pressed', 'false');
  showStatus();
  const cameras = await listCameras();
  choices.offer(cameras, track);
  turn.hidden = cameras.length < 2;
}

/** Something was chosen. @param {boolean} isCamera whether the camera has to be opened anew for it */
async function changed(isCamera) {
  if (!capture || !publisher) {
    return;
  }
  publisher.form = choices.form();
  try {
    if (isCamera) {
      await capture.switchCamera(choices.wish());
    }
  } catch (error) {
    say(`${CameraProblem.of(error).message} The camera before goes on.`);
  }
  showCamera();
}

turn.addEventListener('click', async () => {
  const track = capture?.track;
  if (track) {
    choices.turn(track, await listCameras());
    await changed(true);
  }
});

torch.addEventListener('click', async () => {
  const track = capture?.track;
  const on = torch.getAttribute('aria-pressed') !== 'true';
  if (track && (await setTorch(track, on))) {
    torch.setAttribute('aria-pressed', String(on));
  } else {
    say('The light cannot be switched.');
  }
});

// --- the page

/** @param {string} text */
function say(text) {
  clearTimeout(toasting);
  toast.textContent = text;
  toasting = setTimeout(() => (toast.textContent = ''), TOAST_MILLIS);
}

byId('settings-button', HTMLButtonElement).addEventListener('click', () => choices.open());
byId('stop', HTMLButtonElement).addEventListener('click', () => {
  stop();
  keep(false);
  introduce();
});
byId('statistics-button', HTMLButtonElement).addEventListener('click', ({ currentTarget }) => {
  statistics.hidden = !statistics.hidden;
  /** @type {HTMLElement} */ (currentTarget).setAttribute('aria-pressed', String(!statistics.hidden));
});
navigator.mediaDevices?.addEventListener?.('devicechange', () => (problem ? recover() : showCamera()));
globalThis.addEventListener('online', () => publisher?.nudge());
globalThis.addEventListener('hashchange', () => {
  stop();
  link = takeLink();
  introduce();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) {
    publisher?.nudge();
    recover();
    preview.play().catch(() => {});
  }
});

/** A tab that was loaded again goes on, where the browser need not ask for the camera. */
async function resume() {
  const permission = await navigator.permissions?.query(/** @type {any} */ ({ name: 'camera' })).catch(() => null);
  if (link.isOn && !publisher && permission?.state === 'granted') {
    start();
  }
}

introduce();
ready();
resume();
