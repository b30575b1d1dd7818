/// Accounts, keys and what they open.
@NullMarked
package dev.oriel.auth;

import org.jspecify.annotations.NullMarked;
