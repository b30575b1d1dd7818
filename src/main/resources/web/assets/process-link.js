// @ts-check
import { backoffMillis } from './backoff.js';
import { causeOfClose } from './cause.js';
import { refusalOf } from './refusal.js';
import { SendWindow } from './send-window.js';

const FIRST_RETRY_MILLIS = 500;
const LAST_RETRY_MILLIS = 8_000;
const RARE_RETRY_MILLIS = 10_000;
const OPENING_MILLIS = 10_000;
/** Long enough for eight large pictures on a thin link. */
const SILENCE_MILLIS = 15_000;
const LOOK_MILLIS = 1_000;
/** A server that had no picture to apply a change to says nothing; the next change does not wait longer for it. */
const CHANGE_MILLIS = 1_000;
const STEADY_MILLIS = 5_000;

/** What the server is asked to make of the pictures; 0 = as it comes. @typedef {{filter: string, width: number, height: number, quality: number}} Form */

/** A picture on the way. @typedef {{number: number, form: Form, bytes: number}} SentPicture */

/** What the server could not do, in its words. @typedef {{code: string, message: string}} Failure */

/**
 * @typedef {object} ProcessEvents
 * @property {(link: import('./live.js').Link) => void} link the connection changed
 * @property {() => void} ready there may be room for another picture
 * @property {(jpeg: ArrayBuffer, sent: SentPicture) => void} result
 * @property {(failure: Failure, sent: SentPicture) => void} failed one picture has no result
 * @property {(form: Form) => void} accepted the server works by this form
 * @property {(failure: Failure, form: Form) => void} refused the server goes on as before
 */

/**
 * A connection to `api/process` that keeps itself up: pictures out, their results back in the same order.
 *
 * A change of the form is sent when the one before is known to be accepted or refused, and then the newest alone: so a
 * refusal is always of a known form, and a slider that is drawn does not flood the server.
 */
export class ProcessLink {
  window = new SendWindow();
  /** @type {import('./live.js').Link} */
  link = { phase: 'asleep', cause: null, retryAt: null };
  #url;
  #events;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {SentPicture[]} */
  #sent = [];
  #sentCount = 0;
  /** @type {Form} */
  #wanted;
  /** What the server was told last on this connection. @type {Form | null} */
  #told = null;
  /** Whether the server's word on that is awaited, and from which picture on it shows. */
  #isAwaited = false;
  #shownFrom = 0;
  #toldTimer = 0;
  #attempts = 0;
  #openedAt = 0;
  #heardAt = 0;
  #retryTimer = 0;
  #lookTimer = 0;

  /** @param {string} url `ws:` or `wss:` @param {Form} form @param {ProcessEvents} events */
  constructor(url, form, events) {
    this.#url = url;
    this.#wanted = form;
    this.#events = events;
  }

  /** What is asked of the server now. */
  get form() {
    return this.#wanted;
  }

  get isOpen() {
    return this.link.phase === 'open';
  }

  /** Connects now, unless it is connected. */
  open() {
    if (this.#socket) {
      return;
    }
    clearTimeout(this.#retryTimer);
    this.#become('connecting', this.link.cause);
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    this.#openedAt = this.#heardAt = performance.now();
    this.#lookTimer = setInterval(() => this.#look(socket), LOOK_MILLIS);
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#receive(event);
    socket.onclose = (event) => this.#lose(event.code, event.reason);
  }

  /** Stops waiting and tries now: the network came back. */
  retry() {
    if (this.link.phase === 'waiting') {
      this.#attempts = 0;
      this.open();
    }
  }

  /** Ends the connection until the next [#open]. */
  close() {
    this.#drop();
    this.#become('asleep', null);
  }

  /** Asks for another form from now on. @param {Form} form */
  ask(form) {
    this.#wanted = form;
    this.#tell();
  }

  /** Sends a picture; the caller has asked the window. @param {ArrayBuffer} jpeg */
  send(jpeg) {
    if (this.isOpen && this.#socket && this.#told) {
      this.#socket.send(jpeg);
      const now = performance.now();
      if (this.#sent.length === 0) {
        this.#heardAt = now; // silence counts from here: nothing was to be heard before
      }
      this.#sent.push({ number: ++this.#sentCount, form: this.#told, bytes: jpeg.byteLength });
      this.window.send(now);
    }
  }

  #opened() {
    this.#openedAt = this.#heardAt = performance.now();
    this.#become('open', null);
    // The form goes in a message and not in the address: a browser does not tell why an address was refused.
    this.#tell();
    this.#events.ready();
  }

  #tell() {
    if (!this.isOpen || this.#isAwaited || this.#told === this.#wanted) {
      return;
    }
    this.#told = this.#wanted;
    this.#isAwaited = true;
    this.#shownFrom = this.#sentCount + 1;
    this.#toldTimer = setTimeout(() => this.#heardOfForm(), CHANGE_MILLIS);
    const { filter, width, height, quality } = this.#told;
    // What is left out would stay as it was.
    this.#socket?.send(JSON.stringify({ type: 'filter', filter, width: width || null, height: height || null, quality }));
    this.window.relearn();
  }

  #heardOfForm() {
    clearTimeout(this.#toldTimer);
    this.#isAwaited = false;
    this.#tell();
  }

  /** @param {MessageEvent} event */
  #receive(event) {
    this.#heardAt = performance.now();
    if (typeof event.data !== 'string') {
      const sent = this.#answered(event.timeStamp);
      if (sent) {
        this.#events.result(event.data, sent);
        this.#events.ready();
      }
      return;
    }
    /** @type {any} */
    let message = null;
    try {
      message = JSON.parse(event.data);
    } catch {
      // Nothing that this page knows.
    }
    if (message?.type === 'error') {
      this.#fail({ code: String(message.code ?? ''), message: String(message.message ?? '') }, message.seq, event.timeStamp);
    }
  }

  /** @param {Failure} failure @param {unknown} seq @param {number} at */
  #fail(failure, seq, at) {
    if (typeof seq === 'number') {
      const sent = this.#answered(at);
      if (sent) {
        this.#events.failed(failure, sent);
        this.#events.ready();
      }
    } else if (this.#told) {
      this.#events.refused(failure, this.#told);
      this.#heardOfForm();
    }
  }

  /** The oldest picture on the way, which has its answer now. @param {number} at @returns {SentPicture | undefined} */
  #answered(at) {
    const sent = this.#sent.shift();
    this.window.answer(at);
    if (sent && this.#isAwaited && sent.number >= this.#shownFrom) {
      this.#events.accepted(sent.form);
      this.#heardOfForm();
    }
    return sent;
  }

  /** @param {WebSocket} socket */
  #look(socket) {
    const silentMillis = performance.now() - this.#heardAt;
    const patience = this.isOpen ? (this.#sent.length > 0 ? SILENCE_MILLIS : Infinity) : OPENING_MILLIS;
    if (socket === this.#socket && silentMillis > patience) {
      this.#lose(1006, '');
    }
  }

  /** @param {number} code @param {string} reason */
  async #lose(code, reason) {
    const wasOpen = this.isOpen;
    const stood = performance.now() - this.#openedAt;
    this.#drop();
    const why = causeOfClose(code, reason, wasOpen);
    this.#attempts = wasOpen && stood > STEADY_MILLIS ? 0 : this.#attempts;
    this.#wait(why);
    if (why.code === 'unreachable') {
      const found = await refusalOf(this.#url);
      if (found && !this.#socket && this.link.phase === 'waiting') {
        this.#wait(found.cause);
      }
    }
  }

  /** @param {import('./cause.js').Cause} why */
  #wait(why) {
    clearTimeout(this.#retryTimer);
    if (why.final) {
      this.#become('ended', why);
      return;
    }
    const isRare = why.code === 'refused' || why.code === 'missing' || why.code === 'crowded';
    const millis = isRare ? RARE_RETRY_MILLIS : backoffMillis(this.#attempts, FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS);
    this.#attempts++;
    this.#retryTimer = setTimeout(() => this.open(), millis);
    this.#become('waiting', why, Date.now() + millis);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#sent = [];
    this.#sentCount = 0;
    this.#told = null;
    this.#isAwaited = false;
    clearTimeout(this.#toldTimer);
    clearTimeout(this.#retryTimer);
    clearInterval(this.#lookTimer);
    this.window.reset();
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    }
  }

  /** @param {import('./live.js').Link['phase']} phase @param {import('./cause.js').Cause | null} why @param {number | null} [retryAt] */
  #become(phase, why, retryAt = null) {
    this.link = { phase, cause: why, retryAt };
    this.#events.link(this.link);
  }
}
