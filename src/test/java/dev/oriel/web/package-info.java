@NullMarked
package dev.oriel.web;

import org.jspecify.annotations.NullMarked;
