@NullMarked
package dev.oriel.doctor;

import org.jspecify.annotations.NullMarked;
