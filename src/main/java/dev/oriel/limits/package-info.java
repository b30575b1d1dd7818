/// What others may make this process spend: the memory that all senders together may hold, what one picture may cost, and garbage.
@NullMarked
package dev.oriel.limits;

import org.jspecify.annotations.NullMarked;
