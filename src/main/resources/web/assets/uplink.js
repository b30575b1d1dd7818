// @ts-check
import { backoffMillis } from './backoff.js';
import { ServerClock } from './clock.js';
import { InFlight } from './in-flight.js';
import { acknowledgedSequence, pictureMessage, SUBPROTOCOL } from './protocol.js';
import { refusalOf } from './refusal.js';
import { ending } from './uplink-ending.js';

/** The server reads no more ahead. */
const MOST_UNACKNOWLEDGED = 8;
const FIRST_RETRY_MILLIS = 250;
/** With the opening's patience this keeps a return within five seconds of the network's. */
const LAST_RETRY_MILLIS = 2_000;
/** The system asks for the connection again 1, 3 and 7 seconds after the first time, and then later than is wanted here. */
const OPENING_MILLIS = 7_500;
const ACCEPTING_MILLIS = 6_000;
const PULSE_MILLIS = 500;
const PING_MILLIS = 1_000;
const SILENCE_MILLIS = 4_000;
/** The longest time that pictures on the way are granted beside it. */
const LONGEST_MILLIS = 12_000;
/** An attempt that has had no answer for so long began on another network, if there is one now. */
const STUCK_MILLIS = 1_000;
/** After the network may have changed. */
const DOUBTFUL_MILLIS = 2_000;
/** Round trips measured at the start, before there is a picture that they could wait behind. */
const FIRST_PINGS = 4;

/** What viewers need now; 0 = no limit. @typedef {{watched: boolean, width: number, maxFps: number}} Demand */

/**
 * `waiting` tries again by itself; `ended` waits for a person.
 *
 * @typedef {{phase: 'asleep' | 'connecting' | 'open' | 'waiting' | 'ended', ending: import('./uplink-ending.js').Ending | null}} UplinkState
 */

/**
 * @typedef {object} UplinkEvents
 * @property {(state: UplinkState) => void} changed
 * @property {(demand: Demand) => void} demanded
 * @property {() => void} acknowledged another picture may leave
 * @property {(code: string, message: string) => void} refused the server did not take a picture
 */

/**
 * A publisher's connection, which keeps itself up: it logs in with the key, measures the server's clock, numbers pictures and
 * counts those that are on the way.
 */
export class Uplink {
  clock = new ServerClock();
  /** @type {UplinkState} */
  state = { phase: 'asleep', ending: null };
  /** @type {Demand} */
  demand = { watched: false, width: 0, maxFps: 0 };
  #url;
  #key;
  #events;
  #inFlight = new InFlight(MOST_UNACKNOWLEDGED);
  /** @type {WebSocket | null} */
  #socket = null;
  /** Rises for as long as the page lives, so that no connection gets a number twice. */
  #sequence = 0;
  #attempts = 0;
  #hasOpened = false;
  #acceptedAt = 0;
  #lastPing = 0;
  /** Since when an answer is waited for, or null. @type {number | null} */
  #waitingSince = null;
  #patienceMillis = OPENING_MILLIS;
  /** @type {{reason: string} | null} */
  #bye = null;
  #pulseTimer = 0;
  #retryTimer = 0;

  /** @param {string} url `ws:` or `wss:` @param {string} key empty where none is needed @param {UplinkEvents} events */
  constructor(url, key, events) {
    this.#url = url;
    this.#key = key;
    this.#events = events;
  }

  /** True once the server has accepted this publisher. */
  get isOpen() {
    return this.state.phase === 'open';
  }

  /** Connects, unless it does already. */
  open() {
    if (this.#socket) {
      return;
    }
    clearTimeout(this.#retryTimer);
    const socket = new WebSocket(this.#url, SUBPROTOCOL);
    this.#socket = socket;
    this.#bye = null;
    this.#hasOpened = false;
    this.#become('connecting', this.state.ending);
    this.#expect(OPENING_MILLIS);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#hasOpened = true;
      this.#expect(ACCEPTING_MILLIS);
      if (this.#key) {
        socket.send(JSON.stringify({ type: 'auth', key: this.#key }));
      }
    };
    socket.onmessage = (event) => this.#receive(socket, event.data);
    socket.onclose = (event) => this.#lose(socket, event.code, event.reason);
    this.#pulseTimer = setInterval(() => this.#pulse(socket), PULSE_MILLIS);
  }

  /** Ends; [#open] begins anew. */
  close() {
    clearTimeout(this.#retryTimer);
    this.#drop();
    this.#become('asleep', null);
  }

  /** The network may be back, or another: looks at once. */
  nudge() {
    const { phase } = this.state;
    const askedMillis = performance.now() - (this.#waitingSince ?? performance.now());
    if (phase === 'waiting' || (phase === 'connecting' && askedMillis > STUCK_MILLIS)) {
      this.#attempts = 0;
      this.#drop();
      this.open();
    } else if (this.#socket && this.isOpen) {
      this.#ping(this.#socket);
      this.#patienceMillis = DOUBTFUL_MILLIS;
    }
  }

  /** Milliseconds until a picture may leave; Infinity: not before another is acknowledged. */
  waitMillis() {
    return this.isOpen ? this.#inFlight.waitMillis() : Infinity;
  }

  /**
   * Sends a picture.
   *
   * @param {import('./capture.js').Grabbed} picture
   * @returns {number} bytes; 0 where the connection ended meanwhile
   */
  send({ jpeg, capturedAt, width, height }) {
    const socket = this.#socket;
    if (!this.isOpen || socket?.readyState !== WebSocket.OPEN) {
      return 0;
    }
    const sequence = (this.#sequence = (this.#sequence + 1) >>> 0);
    const capturedAtMicros = this.clock.microsAt(capturedAt) ?? 0;
    this.#inFlight.sent(sequence, jpeg.byteLength);
    this.#waitingSince ??= performance.now();
    socket.send(pictureMessage({ sequence, capturedAtMicros, width, height, jpeg }));
    return jpeg.byteLength;
  }

  /** @param {WebSocket} socket @param {string | ArrayBuffer} data */
  #receive(socket, data) {
    if (socket !== this.#socket) {
      return;
    }
    this.#waitingSince = null;
    this.#patienceMillis = SILENCE_MILLIS;
    if (typeof data === 'string') {
      this.#read(socket, data);
    } else if (this.#inFlight.acknowledged(acknowledgedSequence(data))) {
      this.#events.acknowledged();
    }
    this.#waitingSince ??= this.#inFlight.isEmpty ? null : performance.now();
  }

  /** @param {WebSocket} socket @param {string} text */
  #read(socket, text) {
    /** @type {any} */
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    switch (message?.type) {
      case 'demand':
        this.#accept(socket, message);
        break;
      case 'pong':
        this.clock.answer(message.t, message.serverTimeMicros);
        break;
      case 'error':
        this.#events.refused(String(message.code), String(message.message ?? message.code));
        break;
      case 'bye':
        this.#bye = { reason: String(message.reason ?? '') };
    }
  }

  /** @param {WebSocket} socket @param {any} demand */
  #accept(socket, demand) {
    this.demand = { watched: demand.watched === true, width: positive(demand.width), maxFps: positive(demand.maxFps) };
    if (!this.isOpen) {
      this.#acceptedAt = performance.now();
      this.clock.forget();
      for (let i = 0; i < FIRST_PINGS; i++) {
        this.#ping(socket);
      }
      this.#become('open', null);
    }
    this.#events.demanded(this.demand);
  }

  /** @param {WebSocket} socket */
  #ping(socket) {
    this.#lastPing = performance.now();
    this.#waitingSince ??= this.#lastPing;
    socket.send(JSON.stringify({ type: 'ping', t: this.#lastPing }));
  }

  /** @param {number} patienceMillis from now on */
  #expect(patienceMillis) {
    this.#waitingSince = performance.now();
    this.#patienceMillis = patienceMillis;
  }

  /** Timers of hidden pages come late, so what counts is how long something has been asked for. @param {WebSocket} socket */
  #pulse(socket) {
    const now = performance.now();
    // The answer to a ping comes after the pictures before it, which take long on a thin link.
    const patienceMillis = this.#patienceMillis + Math.min(LONGEST_MILLIS, this.#inFlight.drainMillis);
    if (this.#waitingSince !== null && now - this.#waitingSince > patienceMillis) {
      // A dead path can keep close() waiting for minutes, so this does not wait for its answer.
      this.#lose(socket, 1006, '');
    } else if (this.isOpen && now - this.#lastPing >= PING_MILLIS) {
      this.#ping(socket);
    }
  }

  /** @param {WebSocket} socket @param {number} code @param {string} reason */
  #lose(socket, code, reason) {
    if (socket !== this.#socket) {
      return;
    }
    const wasOpen = this.isOpen;
    const bye = this.#bye;
    this.#drop();
    if (!this.#hasOpened) {
      this.#diagnose();
      return;
    }
    if (wasOpen && performance.now() - this.#acceptedAt > LAST_RETRY_MILLIS) {
      this.#attempts = 0;
    }
    this.#wait(ending(code, bye, reason, wasOpen));
  }

  /** Waits with what HTTP tells of a handshake that failed. */
  async #diagnose() {
    this.#wait(ending(1006, null, '', false));
    const found = navigator.onLine ? await refusalOf(this.#url) : null;
    if (this.state.phase === 'waiting' && found && !found.guessed && found.cause.message) {
      this.#become('waiting', { code: 'unreachable', message: `The server does not take the connection: ${found.cause.message}.`, retryMillis: null });
    }
  }

  /** @param {import('./uplink-ending.js').Ending} why */
  #wait(why) {
    clearTimeout(this.#retryTimer);
    if (why.retryMillis === Infinity) {
      this.#become('ended', why);
      return;
    }
    const millis = backoffMillis(this.#attempts++, FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS);
    this.#retryTimer = setTimeout(() => this.open(), why.retryMillis ?? millis);
    this.#become('waiting', why);
  }

  #drop() {
    const socket = this.#socket;
    clearInterval(this.#pulseTimer);
    this.#socket = null;
    this.#inFlight.reset();
    this.demand = { watched: false, width: 0, maxFps: 0 };
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    }
  }

  /** @param {UplinkState['phase']} phase @param {UplinkState['ending']} why */
  #become(phase, why) {
    this.state = { phase, ending: why };
    this.#events.changed(this.state);
  }
}

/** A limit, or 0 for none. @param {unknown} value */
function positive(value) {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : 0;
}
