/// What others may make this process spend: the memory that all senders together may hold, and what one picture may cost.
@NullMarked
package dev.oriel.limits;

import org.jspecify.annotations.NullMarked;
