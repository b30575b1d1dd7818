/// Pictures that others send: uploads, and the cameras that they make.
@NullMarked
package dev.oriel.edge;

import org.jspecify.annotations.NullMarked;
