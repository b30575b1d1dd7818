@NullMarked
package dev.oriel.view;

import org.jspecify.annotations.NullMarked;
