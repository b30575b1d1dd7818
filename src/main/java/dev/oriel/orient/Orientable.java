package dev.oriel.orient;

import java.util.function.Consumer;

/// A camera that can be turned, as everything outside its hardware sees it.
///
/// Threads: any. Blocking: [#keep] and [#forget], which wait for a disk, or for another process for a few seconds at most.
public interface Orientable {
    /// Where it looks, and all that there is to know of its movement.
    OrientState orientation();

    /// Takes a request; the movement goes on after the return. A newer request takes the place of an older one's rest.
    ///
    /// @return where it looks, and where it is going from now on
    /// @throws IllegalArgumentException with words for a user when it cannot be done; nothing has changed then
    OrientState request(OrientRequest request);

    /// Colours pixels; the others stay as they are.
    ///
    /// @throws IllegalArgumentException with words for a user when there is no such pixel; nothing has changed then
    void light(LightRequest request);

    /// Keeps where it stands, or is going, under a name.
    ///
    /// @throws IllegalArgumentException      with words for a user when there are too many, or none may be called so
    /// @throws java.io.UncheckedIOException with words for a user when it cannot be kept
    void keep(String name);

    /// Forgets what was kept under a name.
    ///
    /// @return false when there is nothing of that name
    /// @throws IllegalArgumentException      with words for a user when another process refuses
    /// @throws java.io.UncheckedIOException with words for a user when that cannot be kept
    boolean forget(String name);

    /// Names who hears of each change, which while the camera moves is many times a second. Listeners must not wait, and are called without a lock.
    ///
    /// @return ends that
    Runnable onChange(Consumer<OrientState> listener);
}
