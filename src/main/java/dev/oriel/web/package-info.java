/// HTTP: addresses, pages, errors, and who may reach them from where.
@NullMarked
package dev.oriel.web;

import org.jspecify.annotations.NullMarked;
