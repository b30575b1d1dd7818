/// Tools that the tests of several packages use.
@NullMarked
package dev.oriel.testing;

import org.jspecify.annotations.NullMarked;
