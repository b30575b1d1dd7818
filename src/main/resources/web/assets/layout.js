// @ts-check
/**
 * How large the tiles of a wall are, and how they stand in rows. Pure: numbers in, numbers out, in CSS pixels.
 *
 * @module
 */

/** Below the picture a caption takes this much; where that makes the pictures small it lies over them. */
export const CAPTION_PIXELS = 40;
/** The aspect of a camera that has not said its size. */
export const USUAL_ASPECT = 16 / 9;

/** A tile is no narrower and no wider than these aspects; a picture beyond them is shown with bars. */
const NARROWEST = 0.5;
const WIDEST = 3.6;
/** Pictures lower than this say nothing: then the wall scrolls. */
const LEAST_HEIGHT = 100;
const LEAST_WIDTH = 170;
/** A window narrower than this is a phone's, held upright: there pictures fill the width. */
const PHONE_WIDTH = 600;
const NEARLY_FULL = 0.8;
/** A wall that scrolls has more columns rather than more than this many windows. */
const MOST_WINDOWS = 2.25;
/** Captions below are worth pictures that are so much smaller. */
const READABLE = 1.1;
/** Fewer rows look calmer than a few pixels more, where that leaves no half of the window empty. */
const AS_GOOD = 0.95;
const WELL_COVERED = 0.55;
/** A row that is not full is stretched up to so much. */
const STRETCH = 1.6;

/**
 * The place that a wall has.
 *
 * @typedef {object} Room
 * @property {number} width
 * @property {number} height that is seen without scrolling
 * @property {number} gap between tiles
 */

/**
 * Where the tiles stand: in order, row after row, each row in the middle.
 *
 * @typedef {object} Plan
 * @property {number} width of the widest row; what does not fit beside the others begins the next row
 * @property {'below' | 'over'} captions
 * @property {boolean} scrolls
 * @property {{width: number, height: number}[]} tiles captions included
 */

/**
 * Plans a wall: pictures as large as the window allows, all of them in sight unless that makes them tiny.
 *
 * @param {number[]} given each camera's width divided by its height
 * @param {Room} room
 * @returns {Plan}
 */
export function plan(given, { width, height, gap }) {
  const room = { width: Math.max(1, Math.floor(width)), height: Math.max(1, Math.floor(height)), gap: Math.ceil(gap) };
  const aspects = given.map((aspect) => Math.min(Math.max(aspect, NARROWEST), WIDEST));
  if (aspects.length === 1) {
    return { width: room.width, captions: 'below', scrolls: false, tiles: [{ width: room.width, height: room.height }] };
  }
  const fitted = fit(aspects, room);
  const enough = room.width < PHONE_WIDTH ? NEARLY_FULL * (room.width / middle(aspects)) : LEAST_HEIGHT;
  return fitted.height >= enough ? settled(aspects, fitted, room) : scrolling(aspects, room);
}

/**
 * The largest pictures that all fit the window at one height.
 *
 * @param {number[]} aspects
 * @param {Room} room
 */
function fit(aspects, room) {
  const found = [CAPTION_PIXELS, 0].flatMap((caption) =>
    aspects.map((_, index) => {
      const rows = index + 1;
      const height = tallest(aspects, rows, room, caption);
      const covered = (sum(aspects) * height * (height + caption)) / (room.width * room.height);
      return { rows, caption, height, covered, worth: height * (caption > 0 ? READABLE : 1) };
    }));
  const best = found.reduce((a, b) => (b.worth > a.worth ? b : a));
  const good = found.filter((one) => one === best || (one.worth >= best.worth * AS_GOOD && one.covered >= WELL_COVERED));
  return good.reduce((a, b) => (b.rows < a.rows || (b.rows === a.rows && b.worth > a.worth) ? b : a));
}

/** @param {number[]} aspects @param {number} rows @param {Room} room @param {number} caption */
function tallest(aspects, rows, room, caption) {
  let fits = 0;
  let tooTall = Math.floor((room.height - (rows - 1) * room.gap) / rows - caption) + 1;
  while (tooTall - fits > 1) {
    const height = (fits + tooTall) >> 1;
    if (rowsOf(widths(aspects, height), room.width, room.gap).length <= rows) {
      fits = height;
    } else {
      tooTall = height;
    }
  }
  return fits;
}

/** Rows as equal as can be. @param {number[]} aspects @param {{rows: number, caption: number, height: number}} fitted @param {Room} room @returns {Plan} */
function settled(aspects, fitted, room) {
  const { rows, caption, height } = fitted;
  const wide = widths(aspects, height);
  let narrow = Math.max(...wide) - 1;
  let width = room.width;
  while (narrow + 1 < width) {
    const between = (narrow + width) >> 1;
    if (rowsOf(wide, between, room.gap).length <= rows) {
      width = between;
    } else {
      narrow = between;
    }
  }
  const tiles = wide.map((one) => ({ width: one, height: height + caption }));
  return { width, captions: caption > 0 ? 'below' : 'over', scrolls: false, tiles };
}

/** Rows that fill the width, however many. @param {number[]} aspects @param {Room} room @returns {Plan} */
function scrolling(aspects, room) {
  const most = Math.max(1, Math.floor((room.width + room.gap) / (LEAST_WIDTH + room.gap)));
  let tried = filled(aspects, 1, room);
  for (let columns = 2; columns <= most && tried.height > MOST_WINDOWS * room.height; columns++) {
    tried = filled(aspects, columns, room);
  }
  return tried.plan;
}

/** @param {number[]} aspects @param {number} columns @param {Room} room */
function filled(aspects, columns, room) {
  const pictures = Math.floor((room.width - (columns - 1) * room.gap) / columns / middle(aspects));
  const rows = rowsOf(widths(aspects, pictures).map((width) => Math.min(width, room.width)), room.width, room.gap);
  const low = pictures < LEAST_HEIGHT;
  const caption = columns > 1 && (low || rows.length * (pictures + CAPTION_PIXELS + room.gap) > room.height) ? 0 : CAPTION_PIXELS;
  let at = 0;
  let height = -room.gap;
  const tiles = rows.flatMap((row, index) => {
    const its = aspects.slice(at, at + row.length);
    at += row.length;
    const whole = columns === 1 || index < rows.length - 1;
    const tall = whole ? stretched(its, pictures, room) : pictures;
    height += tall + caption + room.gap;
    return its.map((aspect) => ({ width: Math.min(Math.floor(aspect * tall), room.width), height: tall + caption }));
  });
  /** @type {Plan} */
  const made = { width: room.width, captions: caption > 0 ? 'below' : 'over', scrolls: height > room.height, tiles };
  return { height, plan: made };
}

/** The height at which a row fills the width. @param {number[]} row @param {number} height @param {Room} room */
function stretched(row, height, room) {
  return Math.min(Math.floor((room.width - (row.length - 1) * room.gap) / sum(row)), Math.floor(height * STRETCH));
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((a, b) => a + b, 0);
}

/** @param {number[]} aspects @param {number} height */
function widths(aspects, height) {
  return aspects.map((aspect) => Math.floor(aspect * height));
}

/**
 * Breaks tiles into rows as the browser does, which is into as few as there can be.
 *
 * @param {number[]} tiles their widths
 * @param {number} width
 * @param {number} gap
 * @returns {number[][]} one more row than there are tiles where a tile is too wide
 */
function rowsOf(tiles, width, gap) {
  if (Math.max(...tiles) > width) {
    return [...tiles, 0].map((tile) => [tile]);
  }
  /** @type {number[][]} */
  const rows = [];
  let left = -1;
  for (const tile of tiles) {
    if (rows.length > 0 && left >= tile + gap) {
      rows[rows.length - 1].push(tile);
      left -= tile + gap;
    } else {
      rows.push([tile]);
      left = width - tile;
    }
  }
  return rows;
}

/** The aspect in the middle. @param {number[]} aspects */
function middle(aspects) {
  return [...aspects].sort((a, b) => a - b)[aspects.length >> 1];
}
