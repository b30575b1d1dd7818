/// A person watching: when a viewer may be sent the next picture, and which one.
@NullMarked
package dev.oriel.view;

import org.jspecify.annotations.NullMarked;
