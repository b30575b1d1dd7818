/// Frames, states and commands between processes, over Redis.
///
/// A recorder ([BusRecorder]) has cameras and writes; a server ([BusCameras]) has viewers and reads. Everything that waits for
/// Redis does so on virtual threads of this package; what others call returns at once, but for a change of settings.
@NullMarked
package dev.oriel.bus;

import org.jspecify.annotations.NullMarked;
