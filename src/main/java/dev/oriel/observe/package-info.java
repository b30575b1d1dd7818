/// What every part of the program needs to be watched over: log, version, masked secrets, bulkheads between parts.
@NullMarked
package dev.oriel.observe;

import org.jspecify.annotations.NullMarked;
