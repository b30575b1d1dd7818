package dev.oriel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;

/// The page `process` in a test.
///
/// Threads: the test's.
record ProcessPage(Page page) {
    /// The largest difference between the channels of a pixel of the result, or -1 where there is none yet.
    private static final String COLOUR_OF_RESULT = """
            () => {
              const output = document.getElementById('output');
              const copy = document.createElement('canvas');
              copy.width = output.width;
              copy.height = output.height;
              const context = copy.getContext('2d');
              context.drawImage(output, 0, 0);
              const { data } = context.getImageData(0, 0, copy.width, copy.height);
              let most = -1;
              for (let i = 0; i < data.length; i += 4 * 97) {
                if (data[i + 3] > 0) {
                  const channels = [data[i], data[i + 1], data[i + 2]];
                  most = Math.max(most, Math.max(...channels) - Math.min(...channels));
                }
              }
              return most;
            }""";

    /// Opens it with a chain, as its address keeps one.
    static ProcessPage open(Browser browser, String address, String chain) {
        return new ProcessPage(browser.open(address + (chain.isEmpty() ? "" : "#filter=" + chain)));
    }

    /// Gives it the camera, where it asks first.
    ProcessPage withCamera() {
        var offer = page.locator("#start");
        page.waitForTimeout(200); // it may start by itself
        if (offer.isVisible() && offer.isEnabled()) {
            offer.click();
        }
        page.locator("#preview").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
        return this;
    }

    Locator stage(String filter) {
        return page.locator(".stage[data-filter=" + filter + "]");
    }

    Locator chain() {
        return page.locator("#chain");
    }

    void type(String chain) {
        chain().fill(chain);
        chain().press("Enter");
    }

    void add(String filter) {
        page.locator("#filter").selectOption(filter);
        page.locator("#add button").click();
    }

    void assertConnected() {
        assertThat(page.locator("body")).hasAttribute("data-phase", "live");
    }

    double stat(String name) {
        var value = page.locator("[data-stat=" + name + "]").getAttribute("data-value");
        return value == null || value.isEmpty() ? Double.NaN : Double.parseDouble(value);
    }

    int colourOfResult() {
        return ((Number) page.evaluate(COLOUR_OF_RESULT)).intValue();
    }
}
