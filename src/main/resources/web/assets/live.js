// @ts-check
import { acknowledgement, ANNOUNCEMENT, JPEG, readHeader, SUBPROTOCOL } from './protocol.js';
import { Arrivals } from './arrivals.js';
import { backoffMillis } from './backoff.js';
import { ServerClock } from './clock.js';
import { cause, causeOfClose } from './cause.js';
import { refusalOf } from './refusal.js';

const FIRST_RETRY_MILLIS = 500;
const LAST_RETRY_MILLIS = 8_000;
/** @type {Partial<Record<import('./cause.js').Cause['code'], number>>} */
const RARE_RETRIES_MILLIS = { missing: 10_000, refused: 15_000 };
/** A refusal that is only guessed at is believed when it comes again. */
const BELIEVED = 2;
const OPENING_MILLIS = 10_000;
const PING_MILLIS = 2_000;
/** Long enough for one large picture on a thin link, which nothing can overtake. */
const SILENCE_MILLIS = 15_000;
const HIDDEN_MILLIS = 30_000;
/** A connection that stood this long starts its next search at the shortest wait. */
const STEADY_MILLIS = 5_000;

/**
 * What a connection is doing. `waiting` tries again at `retryAt` (`Date.now()`), `asleep` waits for the page to be seen
 * again, `ended` for a person.
 *
 * @typedef {object} Link
 * @property {'connecting' | 'open' | 'waiting' | 'asleep' | 'ended'} phase
 * @property {import('./cause.js').Cause | null} cause why the last connection ended, until the next one stands
 * @property {number | null} retryAt
 */

/**
 * @typedef {object} LiveEvents
 * @property {(link: Link) => void} link the connection changed
 * @property {(message: any) => void} text a message that the connection does not deal with itself
 * @property {(header: import('./protocol.js').Header, message: ArrayBuffer) => void} picture already acknowledged
 */

/**
 * A connection to `live` that keeps itself up: it reconnects, acknowledges each picture on receipt, measures the
 * server's clock, pauses while the page is hidden and lets go when that lasts. Runs in a page or a worker.
 */
export class Live {
  clock = new ServerClock();
  arrivals = new Arrivals();
  /** @type {Link} */
  link = { phase: 'asleep', cause: null, retryAt: null };
  #url;
  #events;
  /** @type {WebSocket | null} */
  #socket = null;
  #greeted = false;
  #visible = true;
  #closed = false;
  #attempts = 0;
  #guesses = 0;
  #openedAt = 0;
  #heardAt = 0;
  /** @type {{reason: string, reconnect: unknown} | null} */
  #bye = null;
  #retryTimer = 0;
  #pingTimer = 0;
  #hiddenTimer = 0;

  /**
   * @param {string} url a `ws:` or `wss:` address
   * @param {LiveEvents} events
   */
  constructor(url, events) {
    this.#url = url;
    this.#events = events;
  }

  /** True once the server has greeted this connection. */
  get greeted() {
    return this.#greeted;
  }

  /** Connects now, unless it is connected, hidden or closed. */
  open() {
    if (this.#socket || this.#closed || !this.#visible) {
      return;
    }
    clearTimeout(this.#retryTimer);
    this.#become('connecting', this.link.cause);
    /** @type {WebSocket} */
    let socket;
    try {
      socket = new WebSocket(this.#url, SUBPROTOCOL);
    } catch {
      // A page over https may not ask for a plain connection; no later attempt will differ.
      this.#become('ended', cause('ended', `this page may not connect to ${this.#url}: a page over https needs a camera over https`));
      return;
    }
    this.#socket = socket;
    this.#greeted = false;
    this.arrivals.forget();
    this.#bye = null;
    socket.binaryType = 'arraybuffer';
    this.#heardAt = performance.now();
    this.#pingTimer = setInterval(() => this.#pulse(socket), PING_MILLIS);
    socket.onopen = () => (this.#openedAt = performance.now());
    socket.onmessage = (event) => this.#receive(socket, event);
    socket.onclose = (event) => this.#lose(socket, event.code, event.reason);
  }

  /** Ends for good. */
  close() {
    this.#closed = true;
    this.#drop(1000);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#hiddenTimer);
  }

  /** Stops waiting and tries now: the network came back, or somebody asks. */
  retry() {
    if (!this.#socket) {
      this.#attempts = 0;
      this.open();
    }
  }

  /**
   * Says whether anybody can see the pictures.
   *
   * @param {boolean} visible
   */
  setVisible(visible) {
    if (visible === this.#visible || this.#closed) {
      return;
    }
    this.#visible = visible;
    clearTimeout(this.#hiddenTimer);
    if (visible) {
      this.send({ type: 'resume' });
      this.retry();
      return;
    }
    this.send({ type: 'pause' });
    clearTimeout(this.#retryTimer);
    this.#hiddenTimer = setTimeout(() => {
      this.#drop(1000);
      this.#become('asleep', null);
    }, HIDDEN_MILLIS);
  }

  /**
   * Sends a message where the server is listening; what must be known after a reconnection is sent again on its hello.
   *
   * @param {object} message
   */
  send(message) {
    if (this.#greeted && this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  /** @param {WebSocket} socket @param {MessageEvent} event */
  #receive(socket, event) {
    if (socket !== this.#socket) {
      return;
    }
    this.#heardAt = performance.now();
    if (typeof event.data === 'string') {
      this.#read(event.data);
      return;
    }
    const header = readHeader(event.data);
    if (header?.kind === ANNOUNCEMENT) {
      this.arrivals.announce(header, event.timeStamp);
    } else if (header?.kind === JPEG) {
      socket.send(acknowledgement(header, this.arrivals.arrive(header, event.timeStamp)));
      this.#events.picture(header, event.data);
    }
  }

  /** @param {string} text */
  #read(text) {
    /** @type {any} */
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    switch (message?.type) {
      case 'hello':
        this.#greeted = true;
        this.#guesses = 0;
        this.clock.greet(message.serverTimeMicros);
        this.#events.text(message);
        this.#become('open', null);
        if (!this.#visible) {
          this.send({ type: 'pause' });
        }
        this.send({ type: 'ping', t: performance.now() });
        break;
      case 'pong':
        this.clock.answer(message.t, message.serverTimeMicros);
        break;
      case 'bye':
        this.#bye = { reason: String(message.reason ?? ''), reconnect: message.reconnect };
        break;
      default:
        this.#events.text(message);
    }
  }

  /** @param {WebSocket} socket */
  #pulse(socket) {
    const silentMillis = performance.now() - this.#heardAt;
    if (silentMillis > (this.#greeted ? SILENCE_MILLIS : OPENING_MILLIS)) {
      // A dead path can keep close() waiting for minutes, so this does not wait for its answer.
      this.#lose(socket, 1006, '');
      return;
    }
    this.send({ type: 'ping', t: performance.now() });
  }

  /** @param {WebSocket} socket @param {number} code @param {string} reason */
  #lose(socket, code, reason) {
    if (socket !== this.#socket) {
      return;
    }
    const greeted = this.#greeted;
    const bye = this.#bye;
    this.#drop(1000);
    if (!this.#visible) {
      this.#become('asleep', null);
      return;
    }
    if (greeted && performance.now() - this.#openedAt > STEADY_MILLIS) {
      this.#attempts = 0;
    }
    const why = causeOfClose(code, bye?.reason || reason, greeted);
    if (bye?.reconnect === false && !why.final) {
      why.final = true;
      why.code = 'ended';
    }
    if (!greeted && why.code === 'unreachable') {
      this.#diagnose(why);
    } else {
      this.#wait(why);
    }
  }

  /** Waits with what HTTP tells of a handshake that failed. @param {import('./cause.js').Cause} unreachable */
  async #diagnose(unreachable) {
    const found = await refusalOf(this.#url);
    if (this.#socket || this.#closed || !this.#visible) {
      return;
    }
    if (found?.guessed && ++this.#guesses < BELIEVED) {
      this.#wait(cause('lost', ''));
    } else {
      this.#wait(found?.cause ?? unreachable);
    }
  }

  /** @param {import('./cause.js').Cause} why */
  #wait(why) {
    clearTimeout(this.#retryTimer);
    if (why.final) {
      this.#become('ended', why);
      return;
    }
    // Jitter, so that a hundred pages don't come back in the same instant after a restart.
    const millis = RARE_RETRIES_MILLIS[why.code] ?? backoffMillis(this.#attempts, FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS);
    this.#attempts++;
    this.#retryTimer = setTimeout(() => this.open(), millis);
    this.#become('waiting', why, Date.now() + millis);
  }

  /** @param {number} code */
  #drop(code) {
    const socket = this.#socket;
    clearInterval(this.#pingTimer);
    this.#socket = null;
    this.#greeted = false;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(code);
    }
  }

  /** @param {Link['phase']} phase @param {Link['cause']} cause @param {number | null} [retryAt] */
  #become(phase, cause, retryAt = null) {
    this.link = { phase, cause, retryAt };
    if (!this.#closed) {
      this.#events.link(this.link);
    }
  }
}
