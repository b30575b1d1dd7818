/// Where pictures come from: one blocking run for each source, and the supervisor that starts, stops and restarts it.
@NullMarked
package dev.oriel.source;

import org.jspecify.annotations.NullMarked;
