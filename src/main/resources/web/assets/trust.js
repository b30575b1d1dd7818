// @ts-check
// Opens the steps for the device that looks at them, and says so where it trusts the server already. The page is whole without this.

/** Which steps are this device's, by what its browser calls itself. @returns {string} */
function system() {
  const browser = navigator.userAgent;
  // An iPad calls itself a Mac, and no Mac has a touch screen.
  if (/iPhone|iPad/.test(browser) || (/Macintosh/.test(browser) && navigator.maxTouchPoints > 1)) {
    return 'ios';
  }
  if (/Android/.test(browser)) {
    return 'android';
  }
  if (/Firefox/.test(browser)) {
    return 'firefox';
  }
  return /Windows/.test(browser) ? 'windows' : /Macintosh/.test(browser) ? 'mac' : 'linux';
}

document.querySelector(`[data-system="${system()}"]`)?.setAttribute('open', '');

// Over https this cannot be told: the warning may have been clicked away. From plain http the browser answers by connecting or not.
if (document.body.dataset.https === 'own' && location.protocol === 'http:') {
  const answer = await fetch(`https://${location.host}/assets/icon.svg`, { cache: 'no-store' }).catch(() => null);
  const trusted = document.getElementById('trusted');
  if (answer?.ok && trusted) {
    trusted.hidden = false;
  }
}
