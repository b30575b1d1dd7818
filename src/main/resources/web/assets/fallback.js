// @ts-check
import { phase, samePhase, statePhase } from './phase.js';

const LOOK_MILLIS = 1_000;
const ASK_MILLIS = 3_000;
const ANSWER_MILLIS = 8_000;
/** A camera may have to start first. */
const FIRST_MILLIS = 15_000;
const STANDING_MILLIS = 20_000;
/** A browser has six connections to a server that speaks HTTP/1.1; the page needs some for everything else. */
const MOST_STREAMS = 3;
const MOST_STILLS = 2;
/** The widths that viewers share. */
const WIDTHS = [426, 640, 854, 1280, 1920];

/** @type {Set<Fallback>} */
const streaming = new Set();
/** @type {(() => void)[]} */
const waiting = [];
let loading = 0;

/**
 * A camera without a WebSocket: its `stream.mjpg`, or still pictures where a page shows more cameras than a browser has
 * connections, and what the API says of its state. Holds its pictures back while nobody can see the page.
 */
export class Fallback {
  #about;
  #width;
  #events;
  #cause = '';
  /** The image on the screen. @type {HTMLImageElement | null} */
  #shown = null;
  /** A stream's image that has no picture yet. @type {HTMLImageElement | null} */
  #coming = null;
  #begunAt = 0;
  #changedAt = 0;
  #looksLike = '';
  #query = '';
  #stilling = false;
  #askedAt = -Infinity;
  #reached = true;
  /** @type {import('./phase.js').Phase | null} */
  #state = null;
  /** @type {import('./phase.js').Phase | null} */
  #told = null;
  #stopped = false;
  #timer = 0;
  #onVisibility = () => this.#look();

  /**
   * @param {string} about the address that describes the camera
   * @param {() => number} width device pixels that the picture fills
   * @param {{image: (image: HTMLImageElement | null) => void, phase: (phase: import('./phase.js').Phase) => void}} events
   */
  constructor(about, width, events) {
    this.#about = about;
    this.#width = width;
    this.#events = events;
  }

  /** Begins, or goes on for another reason. @param {string | null} cause why there is no WebSocket */
  because(cause) {
    const begins = this.#told === null;
    this.#cause = cause ?? '';
    this.#judge();
    if (begins) {
      document.addEventListener('visibilitychange', this.#onVisibility);
      this.#look();
    }
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#end();
  }

  /** Looks after the picture and the state, each second. */
  async #look() {
    clearTimeout(this.#timer);
    if (document.hidden) {
      this.#end();
      return;
    }
    this.#timer = setTimeout(() => this.#look(), LOOK_MILLIS);
    if (performance.now() - this.#askedAt > ASK_MILLIS) {
      this.#askedAt = performance.now();
      await inTurn(() => this.#ask());
    }
    if (!this.#stopped && !document.hidden) {
      this.#show();
      this.#judge();
    }
  }

  /** What the API says; nothing where this page may not read it. */
  async #ask() {
    const isForeign = new URL(this.#about).origin !== location.origin;
    const answer = await fetch(this.#about, { cache: 'no-store', signal: AbortSignal.timeout?.(ANSWER_MILLIS) }).catch(() => null);
    const body = await answer?.json().catch(() => null);
    this.#reached = isForeign || (answer !== null && answer.status < 502);
    const state = answer?.status === 404 ? phase('missing', body?.error?.message ?? null) : statePhase(body?.state ?? null, body?.cause ?? null);
    this.#state = state?.name === 'starting' ? null : state;
  }

  #show() {
    if (this.#state !== null || !this.#reached) {
      this.#end();
    } else if (streaming.has(this) || streaming.size < MOST_STREAMS) {
      this.#keepStream();
    } else {
      this.#still();
    }
  }

  /** Begins a stream where none runs, or that one has ended, stands still, or is not as wide as it should be. */
  #keepStream() {
    const now = performance.now();
    if (this.#coming && now - this.#begunAt < FIRST_MILLIS) {
      return;
    }
    const query = sharedWidth(this.#width());
    // The image of a stream that broke off has no size any more.
    const runs = streaming.has(this) && this.#shown !== null && this.#shown.naturalWidth > 0;
    if (runs && query === this.#query && !this.#stands(now)) {
      return;
    }
    streaming.add(this);
    this.#query = query;
    this.#begunAt = this.#changedAt = now;
    drop(this.#coming);
    const image = new Image();
    image.onload = () => this.#arrived(image);
    image.onerror = () => image === this.#coming && (this.#coming = null);
    image.src = `${this.#about}/stream.mjpg${query}`;
    this.#coming = image;
  }

  /** Whether the picture has been the same for long: a stream can end without a word. @param {number} now */
  #stands(now) {
    const looks = this.#shown ? fingerprint(this.#shown) : '';
    if (looks !== this.#looksLike) {
      this.#looksLike = looks;
      this.#changedAt = now;
    }
    return now - this.#changedAt > STANDING_MILLIS;
  }

  /** A stream's first picture. @param {HTMLImageElement} image */
  #arrived(image) {
    if (image === this.#coming) {
      this.#coming = null;
      this.#appear(image);
    }
  }

  #still() {
    if (this.#stilling) {
      return;
    }
    this.#stilling = true;
    const query = sharedWidth(this.#width());
    inTurn(async () => {
      const image = new Image();
      image.src = `${this.#about}/snapshot.jpg${query ? `${query}&` : '?'}at=${Date.now()}`;
      const came = await image.decode().then(() => true, () => false);
      this.#stilling = false;
      if (came && !this.#stopped && !document.hidden && !streaming.has(this)) {
        this.#appear(image);
      }
    });
  }

  /** @param {HTMLImageElement} image */
  #appear(image) {
    this.#shown = image;
    this.#events.image(image);
    this.#judge();
  }

  #end() {
    streaming.delete(this);
    drop(this.#coming);
    this.#coming = null;
    if (this.#shown) {
      this.#shown = null;
      this.#events.image(null);
    }
  }

  #judge() {
    const shown = this.#shown !== null && this.#shown.naturalWidth > 0;
    const now = !this.#reached ? phase('reconnecting', 'the server cannot be reached')
      : (this.#state ?? phase(shown ? 'fallback' : 'refused', this.#cause));
    if (!this.#stopped && (!this.#told || !samePhase(now, this.#told))) {
      this.#told = now;
      this.#events.phase(now);
    }
  }
}

/** Ends the loading of an endless image. @param {HTMLImageElement | null} image */
function drop(image) {
  image?.removeAttribute('src');
}

/** @param {number} width @returns {string} a query, empty for the camera's own width */
function sharedWidth(width) {
  const shared = WIDTHS.find((one) => one >= width);
  return shared ? `?width=${shared}` : '';
}

/** What an image looks like at this moment; always different where the page may not know. @param {HTMLImageElement} image */
function fingerprint(image) {
  const canvas = document.createElement('canvas');
  canvas.width = 64;
  canvas.height = 36;
  try {
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL();
  } catch {
    return String(performance.now());
  }
}

/** Runs a task when fewer than two others run. @param {() => Promise<void>} task */
async function inTurn(task) {
  if (loading >= MOST_STILLS) {
    await new Promise((resolve) => waiting.push(() => resolve(null)));
  }
  loading++;
  await task();
  loading--;
  waiting.shift()?.();
}
