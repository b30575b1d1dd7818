// @ts-check
// Loads a page again of which a part failed to load, twice at most, and then lets it say so. This is a plain script because a
// module runs only when everything that it imports has loaded.
(() => {
  const KEPT = 'oriel.reloads';
  const MOST_RELOADS = 2;
  const WITHIN_MILLIS = 60_000;
  const FIRST_WAIT_MILLIS = 700;

  const root = document.documentElement;
  let failed = false;

  /** Lets the page say that it is incomplete. */
  function tell() {
    root.dataset.failed = '';
  }

  /** When this page was loaded again by itself, lately; null where the browser keeps nothing. @returns {number[] | null} */
  function reloads() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
      return Array.isArray(kept) ? kept.filter((at) => Date.now() - at < WITHIN_MILLIS) : [];
    } catch {
      return null;
    }
  }

  /** @param {number[]} before */
  async function reload(before) {
    // A page that cannot be had now would be replaced by the browser's own, which stays.
    const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (answer?.ok) {
      sessionStorage.setItem(KEPT, JSON.stringify([...before, Date.now()]));
      location.reload();
    } else {
      tell();
    }
  }

  function fail() {
    if (failed) {
      return;
    }
    failed = true;
    const before = reloads();
    if (before === null || before.length >= MOST_RELOADS) {
      tell();
    } else {
      setTimeout(() => reload(before), FIRST_WAIT_MILLIS * 2 ** before.length);
    }
  }

  addEventListener('error', (event) => {
    const part = event.target;
    const isMissing = part instanceof HTMLScriptElement || (part instanceof HTMLLinkElement && part.rel === 'stylesheet');
    if (isMissing || (event instanceof ErrorEvent && !('ready' in root.dataset))) {
      fail();
    }
  }, true);
  addEventListener('online', () => 'failed' in root.dataset && location.reload());
})();
