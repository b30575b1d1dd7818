/// Tests of keys.
@NullMarked
package dev.oriel.auth;

import org.jspecify.annotations.NullMarked;
