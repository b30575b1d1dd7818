// @ts-check
import { Live } from './live.js';
import { Channel } from './channel.js';

const TICK_MILLIS = 500;

/**
 * What a page asks of an engine. `camera` is a name, or empty for the only camera of a connection.
 *
 * @typedef {{do: 'open', url: string, wall: boolean, visible: boolean}
 *   | {do: 'show', camera: string, canvas: HTMLCanvasElement | OffscreenCanvas | null, view: import('./protocol.js').View}
 *   | {do: 'view', camera: string, view: import('./protocol.js').View}
 *   | {do: 'drawn', camera: string, tag: any}
 *   | {do: 'hide', camera: string}
 *   | {do: 'visible', visible: boolean}
 *   | {do: 'retry'} | {do: 'close'}} Command
 */

/**
 * What an engine tells its page.
 *
 * @typedef {{is: 'ready'}
 *   | {is: 'cameras', cameras: import('./protocol.js').ListedCamera[]}
 *   | {is: 'phase', camera: string, phase: import('./phase.js').Phase}
 *   | {is: 'size', camera: string, width: number, height: number}
 *   | {is: 'orient', camera: string, state: import('./orient.js').OrientState}
 *   | {is: 'statistics', camera: string, statistics: import('./channel.js').Statistics}
 *   | {is: 'bitmap', camera: string, bitmap: ImageBitmap, tag: any}} Told
 */

/**
 * Everything between a connection and the screens it feeds; has no document, so that it runs in a worker. A page
 * without workers runs it itself.
 */
export class Engine {
  #tell;
  /** @type {Live | null} */
  #live = null;
  #wall = false;
  #visible = true;
  #sendingSoon = false;
  #ticks = 0;
  #timer = 0;
  /** @type {Map<string, Channel>} */
  #channels = new Map();
  /** Cameras that were hidden since the server was told last. @type {Set<string>} */
  #left = new Set();
  /** @type {Map<number, string>} */
  #names = new Map();

  /** @param {(told: Told, transfer?: Transferable[]) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /** @param {Command} command */
  obey(command) {
    switch (command.do) {
      case 'open':
        this.#open(command.url, command.wall, command.visible);
        break;
      case 'show':
        this.#show(command.camera, command.canvas, command.view);
        break;
      case 'view':
        this.#channels.get(command.camera)?.look(command.view);
        this.#sendSoon();
        break;
      case 'drawn':
        this.#channels.get(command.camera)?.drawn(command.tag);
        break;
      case 'hide':
        this.#channels.get(command.camera)?.close();
        this.#channels.delete(command.camera);
        this.#left.add(command.camera);
        this.#sendSoon();
        break;
      case 'visible':
        this.#see(command.visible);
        break;
      case 'retry':
        this.#live?.retry();
        break;
      case 'close':
        this.#close();
    }
  }

  /** @param {string} url @param {boolean} wall @param {boolean} visible */
  #open(url, wall, visible) {
    this.#wall = wall;
    this.#live = new Live(url, {
      link: (link) => this.#each((channel) => channel.linked(link)),
      text: (message) => this.#read(message),
      picture: (header, message) => this.#at(header.camera)?.offer(header, message),
    });
    this.#see(visible);
    this.#live.open();
    this.#timer = setInterval(() => this.#tick(), TICK_MILLIS);
  }

  #close() {
    clearInterval(this.#timer);
    this.#live?.close();
    this.#each((channel) => channel.close());
    this.#channels.clear();
  }

  /** @param {string} camera @param {HTMLCanvasElement | OffscreenCanvas | null} canvas @param {import('./protocol.js').View} view */
  #show(camera, canvas, view) {
    const live = this.#live;
    if (live) {
      const channel = new Channel(camera, canvas, live, this.#tell);
      channel.look(view);
      channel.linked(live.link);
      this.#channels.set(camera, channel);
      this.#sendSoon();
    }
  }

  /** @param {boolean} visible */
  #see(visible) {
    this.#visible = visible;
    this.#live?.setVisible(visible);
    this.#each((channel) => channel.interrupt());
    if (visible) {
      this.#each((channel) => channel.resumed());
      this.#sendSoon();
    }
  }

  /** @param {any} message */
  #read(message) {
    switch (message?.type) {
      case 'hello':
        this.#each((channel) => channel.greeted());
        this.#list(message.cameras);
        this.#sendSoon();
        break;
      case 'cameras':
        this.#list(message.cameras);
        break;
      case 'state':
        this.#at(message.camera)?.changed(String(message.state), message.cause ?? null);
        break;
      case 'rendition':
        this.#at(message.camera)?.rendered(message);
        break;
      case 'orient':
        this.#turned(message);
        break;
      case 'error':
        this.#refused(message);
    }
  }

  /** @param {any} message */
  #turned(message) {
    const channel = this.#at(message.camera);
    if (channel) {
      this.#tell({ is: 'orient', camera: channel.camera, state: message });
    }
  }

  /** A camera that is watched by name and that the server does not give. @param {any} message */
  #refused(message) {
    if (this.#wall && typeof message.camera === 'string') {
      this.#channels.get(message.camera)?.refused(String(message.code), String(message.message ?? message.code));
    }
  }

  /** @param {any} cameras */
  #list(cameras) {
    if (Array.isArray(cameras)) {
      this.#names = new Map(cameras.map((camera) => [camera.index, camera.name]));
      this.#tell({ is: 'cameras', cameras });
    }
  }

  /** The channel of a camera's number. @param {number} index */
  #at(index) {
    return this.#channels.get(this.#wall ? (this.#names.get(index) ?? '') : '');
  }

  /** The server's number of a camera, where it has told it. @param {string} camera */
  #indexOf(camera) {
    for (const [index, name] of this.#names) {
      if (!this.#wall || name === camera) {
        return index;
      }
    }
    return null;
  }

  /** Gathers the changes of this moment (a scroll, a resize) into one message. */
  #sendSoon() {
    if (!this.#sendingSoon) {
      this.#sendingSoon = true;
      setTimeout(() => {
        this.#sendingSoon = false;
        this.#sendViews();
      }, 20);
    }
  }

  #sendViews() {
    if (this.#wall) {
      const watched = [...this.#channels].map(([name, channel]) => ({ name, ...channel.view }));
      const left = [...this.#left].filter((name) => !this.#channels.has(name)).map((name) => ({ name, priority: 'off' }));
      this.#left.clear();
      const cameras = [...watched, ...left];
      this.#live?.send({ type: 'watch', cameras });
    } else {
      this.#channels.get('')?.sendView();
    }
  }

  #tick() {
    this.#each((channel) => channel.watch(this.#visible));
    if (++this.#ticks % 2 === 0) {
      const busy = this.#live?.arrivals.busy() ?? 0;
      this.#each((channel) => channel.measure(this.#indexOf(channel.camera), busy));
    }
  }

  /** @param {(channel: Channel) => void} action */
  #each(action) {
    for (const channel of this.#channels.values()) {
      action(channel);
    }
  }
}
