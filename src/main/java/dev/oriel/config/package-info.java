/// Settings: every key with its type, default and words for a user, and the places that they are read from.
@NullMarked
package dev.oriel.config;

import org.jspecify.annotations.NullMarked;
