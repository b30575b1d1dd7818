// @ts-check
import { ApiError, askJson } from './api.js';
import { ChainEditor, sentence } from './chain-editor.js';
import { byId, ready } from './dom.js';
import { endedBy, showEnded } from './ended.js';
import { phaseOf } from './phase.js';
import { PictureSource } from './picture-source.js';
import { ProcessLink } from './process-link.js';
import { Rate } from './rate.js';
import { RoundTrips } from './round-trips.js';
import { Screen } from './screen.js';
import { saveJpeg } from './snapshot.js';
import { wordsFor } from './words.js';

/** @typedef {import('./process-link.js').Form} Form */
/** @typedef {import('./process-link.js').SentPicture} SentPicture */

const FILTERS_AGAIN_MILLIS = 5_000;
const FIGURES_MILLIS = 500;
const TOAST_MILLIS = 5_000;
/** A hidden page shows nothing, and holds no connection. */
const HIDDEN_MILLIS = 10_000;

const stateWords = byId('state-words', HTMLElement);
const resultProblem = byId('result-problem', HTMLElement);
const filtersProblem = byId('filters-problem', HTMLElement);
const resultWidth = byId('result-width', HTMLSelectElement);
const quality = byId('quality', HTMLInputElement);
const qualityShown = /** @type {HTMLOutputElement} */ (document.querySelector('output[for="quality"]'));
const save = byId('save', HTMLButtonElement);
const toast = byId('toast', HTMLElement);
const announcer = byId('announcer', HTMLElement);
const output = byId('output', HTMLCanvasElement);

const resultRate = new Rate();
/** The newest result and how it was made. @type {{jpeg: ArrayBuffer, form: Form} | null} */
let newest = null;
/** The newest result that was not decoded yet. @type {ArrayBuffer | null} */
let waiting = null;
let isDecoding = false;
let sentBytes = 0;
let sizeOfResult = '';
let hiding = 0;
let toasting = 0;

const screen = new Screen(output, () => resultRate.count(performance.now()));
const link = new ProcessLink(socketAddress(), form(fragment().get('filter') ?? ''), {
  link: showLink,
  ready: () => trips.pump(),
  result: (jpeg, sent) => takeResult(jpeg, sent),
  failed: (failure, sent) => {
    sentBytes += sent.bytes;
    resultProblem.textContent = sentence(/picture/i.test(failure.message) ? failure.message : `no result for this picture: ${failure.message}`);
    chain.complain(failure, sent.form.filter);
  },
  accepted: (accepted) => accepted.filter === chain.text && chain.forgive(),
  refused: (failure, refused) => chain.complain(failure, refused.filter),
});
const trips = new RoundTrips(link, (error) => {
  resultProblem.textContent = `The picture cannot be sent: ${error instanceof Error ? error.message : error}`;
});
const chain = new ChainEditor(link.form.filter, () => change(), announce);
const source = new PictureSource({
  source: (capture) => {
    resultProblem.textContent = '';
    limit();
    trips.from(capture);
  },
  frame: () => trips.pump(),
  size: () => {
    limit();
    trips.again();
  },
});

function socketAddress() {
  const url = new URL('api/process', document.baseURI);
  url.protocol = url.protocol.replace('http', 'ws');
  url.hash = url.search = '';
  return url.href;
}

/** What the address keeps after its `#`. */
function fragment() {
  return new URLSearchParams(location.hash.slice(1));
}

/** What the server is to make, as the page says now. @param {string} filter @returns {Form} */
function form(filter) {
  return { filter, width: Number(resultWidth.value), height: 0, quality: Number(quality.value) };
}

/** Takes the choices that the address keeps. */
function readFragment() {
  const kept = fragment();
  quality.value = kept.get('quality') ?? quality.value;
  resultWidth.value = kept.get('width') ?? '0';
  resultWidth.selectedIndex = Math.max(0, resultWidth.selectedIndex);
  qualityShown.value = quality.value;
}

/** Something was chosen: the server is asked for it, and the address keeps it. */
function change() {
  qualityShown.value = quality.value;
  const kept = new URLSearchParams();
  chain.text && kept.set('filter', chain.text);
  resultWidth.value !== '0' && kept.set('width', resultWidth.value);
  quality.value !== quality.defaultValue && kept.set('quality', quality.value);
  // Commas and equals signs may stand in a fragment as they are, and read better so.
  const text = kept.toString().replaceAll('%2C', ',').replaceAll('%3D', '=').replaceAll('%3A', ':');
  history.replaceState(null, '', text ? `#${text}` : location.pathname + location.search);
  link.ask(form(chain.text));
  limit();
  trips.again();
}

function limit() {
  trips.limits = { ...source.limits, quality: Number(quality.value) / 100 };
}

/** @param {ArrayBuffer} jpeg @param {SentPicture} sent */
function takeResult(jpeg, sent) {
  sentBytes += sent.bytes;
  newest = { jpeg, form: sent.form };
  save.disabled = false;
  resultProblem.textContent = '';
  waiting = jpeg;
  if (!isDecoding) {
    decode();
  }
}

/** Shows the newest result; one that a newer one overtakes while another is decoded is left out. */
async function decode() {
  isDecoding = true;
  for (let jpeg = waiting; jpeg !== null; jpeg = waiting) {
    waiting = null;
    try {
      const bitmap = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }));
      sizeOfResult = `${bitmap.width} × ${bitmap.height}`;
      screen.show(bitmap, null);
    } catch {
      resultProblem.textContent = 'The server’s answer is no picture that this browser can show.';
    }
  }
  isDecoding = false;
}

/** @param {import('./live.js').Link} now */
function showLink(now) {
  const phase = phaseOf({ link: now, state: 'live', cause: null, off: false, refusal: null, fresh: true, silentSince: null });
  document.body.dataset.phase = phase.name;
  if (phase.name === 'login') {
    showEnded('./', false);
  }
  const { title, detail } = wordsFor(phase);
  stateWords.textContent = phase.name === 'live' ? 'Connected' : [title, detail].filter(Boolean).join(': ');
}

async function askFilters() {
  try {
    chain.offer((await askJson('api/filters')).filters);
    filtersProblem.textContent = '';
  } catch (error) {
    if (endedBy(error, './')) {
      return;
    }
    filtersProblem.textContent = `The list of filters cannot be had. ${error instanceof ApiError ? error.message : ''}`;
    setTimeout(askFilters, FILTERS_AGAIN_MILLIS);
  }
}

/** @param {string} name @param {number | null} value @param {number} digits @param {string} unit */
function put(name, value, digits, unit) {
  const shown = /** @type {HTMLElement} */ (document.querySelector(`[data-stat="${name}"]`));
  shown.dataset.value = value === null ? '' : value.toFixed(digits);
  shown.textContent = value === null ? '–' : `${value.toFixed(digits)} ${unit}`.trim();
}

function showFigures() {
  const now = performance.now();
  const { roundTripMillis, outstanding } = link.window;
  put('fps-preview', source.previewRate.perSecond(now), 1, 'fps');
  put('fps-result', resultRate.perSecond(now), 1, 'fps');
  put('round-trip', roundTripMillis, roundTripMillis !== null && roundTripMillis < 10 ? 1 : 0, 'ms');
  put('outstanding', outstanding, 0, outstanding === 1 ? 'picture' : 'pictures');
  put('mbits', (sentBytes * 8) / FIGURES_MILLIS / 1_000, 1, 'Mbit/s');
  sentBytes = 0;
  const size = source.size;
  /** @type {HTMLElement} */ (document.querySelector('[data-stat="size-original"]')).textContent = size ? `${size.width} × ${size.height}` : '';
  /** @type {HTMLElement} */ (document.querySelector('[data-stat="size-result"]')).textContent = sizeOfResult;
}

/** @param {string} words */
function say(words) {
  clearTimeout(toasting);
  toast.textContent = words;
  toasting = setTimeout(() => (toast.textContent = ''), TOAST_MILLIS);
}

/** @param {string} words */
function announce(words) {
  announcer.textContent = words;
}

function saveResult() {
  if (newest) {
    const names = newest.form.filter.replaceAll(/'(?:[^']|'')*'/g, '').split(',').map((stage) => stage.split('=')[0].trim()).filter(Boolean);
    const name = ['oriel', ...names].join('-').replaceAll(/[^a-z0-9-]+/g, '').slice(0, 60);
    say(`Saved ${saveJpeg(new Blob([newest.jpeg], { type: 'image/jpeg' }), name)}`);
  }
}

async function copyChain() {
  try {
    await navigator.clipboard.writeText(chain.text);
    say('Copied');
  } catch {
    byId('chain', HTMLTextAreaElement).select(); // a page without https may not copy by itself
    say('Press Ctrl+C to copy.');
  }
}

function onVisibility() {
  clearTimeout(hiding);
  if (document.hidden) {
    hiding = setTimeout(() => link.close(), HIDDEN_MILLIS);
  } else {
    link.open();
    trips.pump();
  }
}

byId('copy', HTMLButtonElement).addEventListener('click', copyChain);
save.addEventListener('click', saveResult);
quality.addEventListener('input', change);
resultWidth.addEventListener('change', change);
document.addEventListener('visibilitychange', onVisibility);
globalThis.addEventListener('online', () => link.retry());
globalThis.addEventListener('hashchange', () => {
  readFragment();
  chain.set(fragment().get('filter') ?? '');
  change();
});
globalThis.addEventListener('pagehide', () => link.close());
globalThis.addEventListener('pageshow', (event) => event.persisted && link.open());
setInterval(showFigures, FIGURES_MILLIS);

readFragment();
link.ask(form(chain.text));
link.open();
askFilters();
source.begin();
ready();
