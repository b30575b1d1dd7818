// @ts-check
import { Screen } from './screen.js';

/** @typedef {import('./engine.js').Command} Command */
/** @typedef {import('./engine.js').Told} Told */
/** @typedef {{obey(command: Command, transfer?: Transferable[]): void, end(): void}} Port */

/** @type {Set<Session>} */
const walls = new Set();

const STARTING_MILLIS = 5_000;
const AGAIN_MILLIS = 4_000;
/** @type {import('./phase.js').Phase} */
const BROKEN = { name: 'broken', cause: 'a part of the player could not be loaded', at: null };

/**
 * A connection and the elements that it feeds. The work is done by an engine in a worker; where a browser gives none,
 * by one in the page.
 */
export class Session {
  #url;
  #wall;
  /** @type {Promise<Port>} */
  #port;
  /** @type {Map<string, {hear: (told: Told) => void, screen: Screen | null}>} */
  #viewers = new Map();
  #closed = false;
  #onVisibility = () => this.#send({ do: 'visible', visible: !document.hidden });
  #onOnline = () => this.retry();

  /**
   * The session for a camera at an address: a wall's connection is shared by all elements that name it.
   *
   * @param {string} url `ws:` or `wss:`
   * @param {string} camera its name on a wall, empty on a connection of its own
   */
  static find(url, camera) {
    for (const session of camera ? walls : []) {
      if (session.#url === url && !session.#viewers.has(camera)) {
        return session;
      }
    }
    return new Session(url, camera !== '');
  }

  /** @param {string} url @param {boolean} wall */
  constructor(url, wall) {
    this.#url = url;
    this.#wall = wall;
    this.#port = this.#start();
    document.addEventListener('visibilitychange', this.#onVisibility);
    globalThis.addEventListener('online', this.#onOnline);
    if (wall) {
      walls.add(this);
    }
  }

  /**
   * Shows a camera on a canvas, from now until [#hide].
   *
   * @param {string} camera
   * @param {HTMLCanvasElement} canvas one that no other context was made for
   * @param {import('./protocol.js').View} view
   * @param {(told: Told) => void} hear
   */
  async show(camera, canvas, view, hear) {
    const viewer = { hear, screen: /** @type {Screen | null} */ (null) };
    this.#viewers.set(camera, viewer);
    const port = await this.#port;
    if (this.#viewers.get(camera) !== viewer) {
      return;
    }
    if (port instanceof InPage) {
      port.obey({ do: 'show', camera, canvas, view });
    } else if (typeof canvas.transferControlToOffscreen === 'function') {
      const offscreen = canvas.transferControlToOffscreen();
      port.obey({ do: 'show', camera, canvas: offscreen, view }, [offscreen]);
    } else {
      viewer.screen = new Screen(canvas, (tag) => port.obey({ do: 'drawn', camera, tag }));
      port.obey({ do: 'show', camera, canvas: null, view });
    }
  }

  /** @param {string} camera @param {import('./protocol.js').View} view */
  view(camera, view) {
    this.#send({ do: 'view', camera, view });
  }

  /** Shows a camera no longer, and ends with the last. @param {string} camera */
  hide(camera) {
    this.#viewers.get(camera)?.screen?.close();
    this.#viewers.delete(camera);
    if (this.#viewers.size === 0) {
      this.#close();
    } else {
      this.#send({ do: 'hide', camera });
    }
  }

  /** Tries to connect now instead of later. */
  retry() {
    this.#send({ do: 'retry' });
  }

  #close() {
    this.#closed = true;
    walls.delete(this);
    document.removeEventListener('visibilitychange', this.#onVisibility);
    globalThis.removeEventListener('online', this.#onOnline);
    this.#port.then((port) => port.end());
  }

  /** @param {Command} command */
  async #send(command) {
    (await this.#port).obey(command);
  }

  /** @returns {Promise<Port>} */
  async #start() {
    /** @param {Told} told */
    const hear = (told) => this.#hear(told);
    let port = await startEngine(hear, 0);
    for (let attempt = 1; port === null && !this.#closed; attempt++) {
      this.#viewers.forEach((viewer, camera) => viewer.hear({ is: 'phase', camera, phase: BROKEN }));
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS));
      port = await startEngine(hear, attempt);
    }
    const found = port ?? NOWHERE;
    found.obey({ do: 'open', url: this.#url, wall: this.#wall, visible: !document.hidden });
    return found;
  }

  /** @param {Told} told */
  #hear(told) {
    if (told.is === 'ready') {
      return;
    }
    if (told.is === 'bitmap') {
      const screen = this.#viewers.get(told.camera)?.screen;
      if (screen) {
        screen.show(told.bitmap, told.tag);
      } else {
        told.bitmap.close();
      }
    } else if (told.is === 'cameras') {
      this.#viewers.forEach((viewer) => viewer.hear(told));
    } else if (!this.#closed) {
      this.#viewers.get(told.camera)?.hear(told);
    }
  }
}

/** An engine in the page itself. */
class InPage {
  /** @param {import('./engine.js').Engine} engine */
  constructor(engine) {
    this.engine = engine;
  }

  /** @param {Command} command */
  obey(command) {
    this.engine.obey(command);
  }

  end() {
    this.engine.obey({ do: 'close' });
  }
}

/** What a session that was closed before its engine started speaks to. @type {Port} */
const NOWHERE = { obey() {}, end() {} };

/**
 * Starts an engine in a worker, or in the page where there is none.
 *
 * @param {(told: Told) => void} hear
 * @param {number} attempt how often that failed
 * @returns {Promise<Port | null>} null where a part of it could not be loaded
 */
async function startEngine(hear, attempt) {
  try {
    return await startWorker(hear);
  } catch {
    try {
      // A browser does not ask again for a module that it did not get, unless it is called otherwise.
      const { Engine } = attempt === 0 ? await import('./engine.js') : await import(`./engine.js?again=${attempt}`);
      return new InPage(new Engine(hear));
    } catch {
      return null;
    }
  }
}

/**
 * Starts an engine in a worker.
 *
 * @param {(told: Told) => void} hear
 * @returns {Promise<Port>} rejected where the browser cannot, for instance because the modules come from another origin
 */
function startWorker(hear) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('engine-worker.js', import.meta.url), { type: 'module', name: 'oriel' });
    const fail = () => {
      worker.terminate();
      reject(new Error('no worker'));
    };
    const timer = setTimeout(fail, STARTING_MILLIS);
    worker.onerror = fail;
    worker.onmessage = (event) => {
      if (event.data.is === 'ready') {
        clearTimeout(timer);
        worker.onerror = null;
        resolve({
          obey: (command, transfer) => worker.postMessage(command, transfer ?? []),
          end: () => worker.terminate(),
        });
      } else {
        hear(event.data);
      }
    };
  });
}
