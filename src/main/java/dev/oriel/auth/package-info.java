/// Who may do what: keys of publishers.
@NullMarked
package dev.oriel.auth;

import org.jspecify.annotations.NullMarked;
