/// Pictures: a JPEG in shared direct memory with its wire header, and what can be read from its bytes.
@NullMarked
package dev.oriel.frame;

import org.jspecify.annotations.NullMarked;
