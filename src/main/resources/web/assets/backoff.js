// @ts-check

/**
 * How long a connection that was lost waits before it tries again: twice as long each time, and never all pages at once.
 *
 * @param {number} attempts that have failed already
 * @param {number} firstMillis the longest wait after the first loss
 * @param {number} lastMillis the longest wait of all
 */
export function backoffMillis(attempts, firstMillis, lastMillis) {
  return Math.min(firstMillis * 2 ** attempts, lastMillis) * (0.75 + Math.random() * 0.25);
}
