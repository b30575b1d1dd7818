/// Oriel as services of systemd: their units, installing them, and what the running program tells the service manager.
@NullMarked
package dev.oriel.systemd;

import org.jspecify.annotations.NullMarked;
