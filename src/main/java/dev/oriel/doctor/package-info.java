/// What is wrong on a machine that runs Oriel, and what to do about it.
@NullMarked
package dev.oriel.doctor;

import org.jspecify.annotations.NullMarked;
