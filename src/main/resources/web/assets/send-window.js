// @ts-check

/** More than the fastest camera needs at the longest round trip that makes sense: 60 pictures a second at half a second. */
const MOST = 32;
const FIRST_SIZE = 2;
/** The shortest round trip is looked for anew so often: a path may have become longer. */
const MIN_RTT_MILLIS = 5_000;
/** Round trips in that time at least, so that a queue that is being drained does not outlast what is known of the path. */
const MIN_RTT_ROUND_TRIPS = 10;
/** The part of the window that stays while the path is measured anew. */
const DRAINED = 0.75;
/** Pictures that may wait on the way: fewer, and the window grows; more, and it shrinks. */
const QUEUED_LEAST = 0.25;
const QUEUED_MOST = 0.5;
/** Queues stand, jitter does not: the shortest of so many round trips tells them apart. */
const STANDING_SAMPLES = 4;
/** While the window grows fast, before there are so many. */
const FIRST_SAMPLES = 2;
/** So many pictures that were alone on the way, all slower than the shortest round trip, prove that the path is longer. */
const ALONE_SAMPLES = 3;
const LONGER_PATH = 1.25;
/** What a small window grows by with one answer: its queue shows with the next ones only. */
const GROWTH_MOST = 0.2;
/** Answers of which the mean interval is taken; a longer pause between two ends the row. */
const INTERVALS = 8;
const PAUSE_MILLIS = 2_000;

/**
 * Decides when the next picture of a round trip may leave: enough are on the way to keep the path and the server busy,
 * and none waits in a queue.
 *
 * The window is a real number of pictures. It grows by one per round trip (at first by one per answer) while pictures
 * are held back and answers come as fast as on an empty path. What the standing round trip exceeds the shortest one by
 * is a queue; in units of the interval between answers it is the number of pictures in that queue, and the window
 * shrinks by as many. A window of 2.3 is three places, the third of which opens 0.7 intervals after an answer.
 *
 * Two cases need more than that. A queue of the window's own would in time pass for the path: every five seconds the
 * window is cut below what the path holds for one round trip, and the shortest round trip is measured anew. A path that
 * became longer looks like a queue: when pictures that were alone on the way are slow too, it is none.
 *
 * Time is given by the caller, in milliseconds of any clock that does not jump.
 */
export class SendWindow {
  /** How many pictures may be on the way. */
  size = FIRST_SIZE;
  /** The newest round trip in milliseconds, or null before the first. @type {number | null} */
  roundTripMillis = null;
  #most;
  /** When each picture on the way was sent, oldest first. @type {{number: number, at: number, isAlone: boolean}[]} */
  #sent = [];
  #sentCount = 0;
  #isSlowStart = true;
  /** @type {number[]} */
  #recentMillis = [];
  /** @type {number[]} */
  #aloneMillis = [];
  /** The shortest round trips of this and the period before. */
  #minMillis = Infinity;
  #minBeforeMillis = Infinity;
  #periodFrom = -Infinity;
  /** When the last answers came. @type {number[]} */
  #answeredAt = [];
  /** Whether the window held a picture back since it grew, and since the period began. */
  #isBlocked = false;
  #wasBlocked = false;
  /** The last picture that was sent before the window shrank: until its answer the queue is the old window's. */
  #cutAfter = 0;
  /** The last picture before the window was cut to measure, or null. @type {number | null} */
  #drainAfter = null;

  /** @param {number} [most] the largest window */
  constructor(most = MOST) {
    this.#most = most;
  }

  /** Pictures on the way. */
  get outstanding() {
    return this.#sent.length;
  }

  /** The shortest round trip lately, or null before the first. @returns {number | null} */
  get minRttMillis() {
    const millis = Math.min(this.#minMillis, this.#minBeforeMillis);
    return millis === Infinity ? null : millis;
  }

  /** Pictures that stand in queues on the way, as far as the round trips show. */
  get queued() {
    return this.#queued(this.#isSlowStart ? FIRST_SAMPLES : Math.max(STANDING_SAMPLES, Math.ceil(this.size)));
  }

  /** @param {number} samples round trips that all have to show it */
  #queued(samples) {
    const shortest = this.minRttMillis;
    const recent = this.#recentMillis.slice(-samples);
    const interval = this.#intervalMillis;
    if (shortest === null || interval === 0 || recent.length < Math.min(samples, STANDING_SAMPLES)) {
      return 0;
    }
    return Math.max(0, Math.min(...recent) - shortest) / interval;
  }

  /** The mean time between answers, or 0 where it is not known. */
  get #intervalMillis() {
    const at = this.#answeredAt;
    return at.length < 2 ? 0 : (at[at.length - 1] - at[0]) / (at.length - 1);
  }

  /**
   * Says when the picture that is there may leave. A caller that has to wait takes the newest picture when it sends.
   *
   * @param {number} now
   * @returns {number} milliseconds from now; Infinity: not before the next answer
   */
  waitMillis(now) {
    const wait = this.#waitMillis(now);
    if (wait > 0) {
      this.#isBlocked = this.#wasBlocked = true;
    }
    return wait;
  }

  /** Notes a picture that leaves. @param {number} now */
  send(now) {
    this.#sent.push({ number: ++this.#sentCount, at: now, isAlone: this.#sent.length === 0 });
  }

  /**
   * Notes the answer to the oldest picture on the way.
   *
   * @param {number} now
   */
  answer(now) {
    const picture = this.#sent.shift();
    if (!picture) {
      return;
    }
    const millis = now - picture.at;
    this.roundTripMillis = millis;
    this.#measure(now, millis, picture.isAlone);
    if (this.#drainAfter !== null && picture.number > this.#drainAfter) {
      this.#drainAfter = null;
    }
    this.#adapt(picture.number);
  }

  /** Forgets how long round trips take: other work is asked of the server now. */
  relearn() {
    this.#minMillis = this.#minBeforeMillis = Infinity;
    this.#recentMillis = [];
    this.#aloneMillis = [];
    this.#cutAfter = this.#sentCount;
  }

  /** Begins anew, on another connection. */
  reset() {
    this.#sent = [];
    this.size = Math.min(FIRST_SIZE, this.#most);
    this.roundTripMillis = null;
    this.#isSlowStart = true;
    this.#isBlocked = this.#wasBlocked = false;
    this.#answeredAt = [];
    this.#drainAfter = null;
    this.relearn();
  }

  /** @param {number} now */
  #waitMillis(now) {
    const size = this.#drainAfter === null ? this.size : Math.max(1, DRAINED * this.size - this.queued);
    const places = Math.floor(size);
    if (this.#sent.length < places) {
      return 0;
    }
    if (this.#sent.length > places || size === places) {
      return Infinity;
    }
    const opensAt = (this.#answeredAt.at(-1) ?? -Infinity) + (1 - (size - places)) * this.#intervalMillis;
    return Math.max(0, opensAt - now);
  }

  /** @param {number} now @param {number} millis @param {boolean} isAlone */
  #measure(now, millis, isAlone) {
    if (now - (this.#answeredAt.at(-1) ?? now) > PAUSE_MILLIS) {
      this.#answeredAt = [];
    }
    this.#answeredAt = [...this.#answeredAt, now].slice(-1 - INTERVALS);
    this.#recentMillis = [...this.#recentMillis, millis].slice(-this.#most);
    if (now - this.#periodFrom > Math.max(MIN_RTT_MILLIS, MIN_RTT_ROUND_TRIPS * millis)) {
      this.#periodFrom = now;
      this.#minBeforeMillis = this.#minMillis;
      this.#minMillis = Infinity;
      this.#drainAfter = this.#wasBlocked ? this.#sentCount : null;
      this.#wasBlocked = false;
    }
    this.#minMillis = Math.min(this.#minMillis, millis);
    this.#aloneMillis = isAlone ? [...this.#aloneMillis, millis].slice(-ALONE_SAMPLES) : [];
    const alone = Math.min(...this.#aloneMillis);
    if (this.#aloneMillis.length === ALONE_SAMPLES && alone > (this.minRttMillis ?? Infinity) * LONGER_PATH) {
      this.#minBeforeMillis = this.#minMillis = alone;
    }
  }

  /** @param {number} answered the number of the picture */
  #adapt(answered) {
    const queued = this.queued;
    if (queued > QUEUED_LEAST) {
      this.#isSlowStart = false;
    }
    if (queued > QUEUED_MOST) {
      if (answered > this.#cutAfter) {
        this.size = Math.max(1, this.size / 2, this.size - queued + QUEUED_LEAST);
        this.#cutAfter = this.#sentCount;
      }
    } else if (this.#queued(FIRST_SAMPLES) <= QUEUED_LEAST && this.#isBlocked && this.#drainAfter === null) {
      this.#isBlocked = false;
      this.size = Math.min(this.#most, this.size + (this.#isSlowStart ? 1 : Math.min(GROWTH_MOST, 1 / this.size)));
    }
  }
}
