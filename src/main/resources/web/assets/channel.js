// @ts-check
import { phaseOf, samePhase } from './phase.js';
import { Picture } from './picture.js';
import { RemoteScreen, Screen } from './screen.js';

const SILENT_MILLIS = 3_000;

/**
 * What a viewer gets from a camera; see [Measured]. `busy` is the part of the time in which the link carried pictures,
 * of all its cameras; `limit` what the viewer goes without.
 *
 * @typedef {import('./picture.js').Measured & {roundTripMillis: number | null, reason: string | null,
 *   quality: number | null, busy: number, limit: import('./limit.js').Limit | null}} Statistics
 */

/** One camera on a connection: its pictures, its screen, and what its viewer should know about it. */
export class Channel {
  /** @type {import('./protocol.js').View} */
  view = { width: 0, height: 0, priority: 'visible', mode: 'auto' };
  #live;
  #tell;
  #screen;
  #picture;
  #size = '';
  /** @type {{reason: string | null, quality: number | null}} */
  #rendition = { reason: null, quality: null };
  /** @type {import('./phase.js').Known} */
  #known;
  /** @type {import('./phase.js').Phase | null} */
  #phase = null;
  #quietFrom = performance.now();
  #paused = false;

  /**
   * @param {string} camera its name, or empty for a connection's only one
   * @param {HTMLCanvasElement | OffscreenCanvas | null} canvas null where bitmaps are drawn by the page
   * @param {import('./live.js').Live} live
   * @param {(told: import('./engine.js').Told, transfer?: Transferable[]) => void} tell
   */
  constructor(camera, canvas, live, tell) {
    this.camera = camera;
    this.#live = live;
    this.#tell = tell;
    /** @param {any} tag */
    const drawn = (tag) => this.#picture.drawn(tag);
    this.#screen = canvas
      ? new Screen(canvas, drawn)
      : new RemoteScreen((bitmap, tag) => tell({ is: 'bitmap', camera, bitmap, tag }, [bitmap]), drawn);
    this.#picture = new Picture(this.#screen, (micros) => live.clock.ageMillis(micros));
    this.#known = { link: live.link, off: false, state: null, cause: null, refusal: null, fresh: false, silentSince: null };
  }

  /** @param {import('./protocol.js').View} view */
  look(view) {
    if ((view.priority === 'off') !== (this.view.priority === 'off')) {
      this.interrupt();
    }
    this.view = view;
    this.#known.off = view.priority === 'off';
    this.#judge();
  }

  /** Sends the view of a connection that carries this camera alone. */
  sendView() {
    const { width, height, priority, mode, maxFps } = this.view;
    const paused = priority === 'off';
    if (paused !== this.#paused) {
      this.#paused = paused;
      this.#live.send({ type: paused ? 'pause' : 'resume' });
    }
    if (width > 0 && height > 0) {
      this.#live.send({ type: 'view', width, height, mode, maxFps });
    }
  }

  /** The whole connection was resumed, and this camera with it. */
  resumed() {
    this.#paused = false;
  }

  /** @param {import('./live.js').Link} link */
  linked(link) {
    this.#known.link = link;
    if (link.phase !== 'open') {
      this.#known.silentSince = null;
      this.#known.fresh = false;
      this.#rendition = { reason: null, quality: null };
    }
    this.#judge();
  }

  /** A new connection stands; what the last one said no longer counts. */
  greeted() {
    this.#picture.reset();
    this.#size = '';
    this.#paused = false;
    this.#quietFrom = performance.now();
    this.#known = { ...this.#known, state: null, cause: null, refusal: null, fresh: false, silentSince: null };
  }

  /** @param {string} state @param {string | null} cause */
  changed(state, cause) {
    const known = this.#known;
    if (state !== 'live' || known.state !== 'live') {
      this.interrupt();
      known.fresh = known.fresh && state === 'live';
    }
    known.state = state;
    known.cause = cause;
    known.refusal = null;
    this.#judge();
  }

  /** @param {string} code @param {string} message why the server does not show this camera */
  refused(code, message) {
    this.#known.refusal = { code, message };
    this.#judge();
  }

  /** @param {{reason?: string, quality?: number}} rendition */
  rendered(rendition) {
    this.#rendition = { reason: rendition.reason ?? null, quality: rendition.quality ?? null };
  }

  /** @param {import('./protocol.js').Header} header @param {ArrayBuffer} message */
  offer(header, message) {
    const known = this.#known;
    this.#picture.offer(header, message);
    known.fresh = true;
    known.silentSince = null;
    known.refusal = null;
    const size = header.width + 'x' + header.height;
    if (size !== this.#size) {
      this.#size = size;
      this.#tell({ is: 'size', camera: this.camera, width: header.width, height: header.height });
    }
    if (this.#phase?.name !== 'live') {
      this.#judge();
    }
  }

  /** @param {any} tag */
  drawn(tag) {
    if (this.#screen instanceof RemoteScreen) {
      this.#screen.drawn(tag);
    }
  }

  /** Nobody looked, or the camera made a break: the gap is no fault. */
  interrupt() {
    this.#picture.interrupt();
    this.#quietFrom = performance.now();
    this.#known.silentSince = null;
  }

  /**
   * Notices a live camera that says nothing.
   *
   * @param {boolean} visible whether anybody looks
   */
  watch(visible) {
    const known = this.#known;
    const arrived = Math.max(this.#picture.arrivedAtMillis ?? 0, this.#quietFrom);
    const wanted = visible && this.view.priority !== 'off' && known.state === 'live' && known.link.phase === 'open';
    // A camera of one picture in ten seconds is not silent after three.
    const patienceMillis = Math.max(SILENT_MILLIS, 3 * (this.#picture.sourceIntervalMillis ?? 0));
    const silentMillis = performance.now() - arrived;
    const silent = wanted && silentMillis > patienceMillis;
    if (silent !== (known.silentSince !== null)) {
      known.silentSince = silent ? Date.now() - silentMillis : null;
      this.#judge();
    }
  }

  /**
   * Tells the page and the server what was shown in the last second.
   *
   * @param {number | null} index the server's number of this camera
   * @param {number} busy
   */
  measure(index, busy) {
    const measured = this.#picture.measure();
    const statistics = { ...measured, roundTripMillis: this.#live.clock.roundTripMillis, ...this.#rendition, busy, limit: null };
    this.#tell({ is: 'statistics', camera: this.camera, statistics });
    if (index !== null && measured.fpsShown > 0 && !this.#paused) {
      this.#live.send({
        type: 'painted',
        camera: index,
        seq: this.#picture.shownSequence,
        fps: Math.round(measured.fpsShown * 10) / 10,
      });
    }
  }

  close() {
    this.#picture.close();
  }

  #judge() {
    const phase = phaseOf(this.#known);
    if (!this.#phase || !samePhase(phase, this.#phase)) {
      this.#phase = phase;
      this.#tell({ is: 'phase', camera: this.camera, phase });
    }
  }
}
