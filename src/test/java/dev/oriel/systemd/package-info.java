/// Oriel's services.
@NullMarked
package dev.oriel.systemd;

import org.jspecify.annotations.NullMarked;
