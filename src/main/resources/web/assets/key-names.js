// @ts-check

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 5;

/** A name for a key that nothing else has, by what it is for. @param {string} base */
export function freshName(base) {
  const drawn = crypto.getRandomValues(new Uint8Array(LENGTH));
  return `${base}-${[...drawn].map((one) => LETTERS[one % LETTERS.length]).join('')}`;
}
