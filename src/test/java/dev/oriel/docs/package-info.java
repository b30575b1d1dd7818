/// The documentation, held to the code.
@NullMarked
package dev.oriel.docs;

import org.jspecify.annotations.NullMarked;
