package dev.oriel.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that can be set on a device for its pictures: brightness, focus, exposure.
///
/// @param name     as its driver has it
/// @param type     `integer`, `boolean`, `menu` or `button`
/// @param minimum  its smallest value
/// @param maximum  its largest
/// @param step     between two values
/// @param usual    the driver's default
/// @param value    as it stands; null for a button, and for one that cannot be read
/// @param menu     values of a menu and their words
/// @param writable false where it can only be looked at
/// @param active   false where another control takes care of it for now
public record ImageControl(String name, String type, int minimum, int maximum, int step, int usual, @Nullable Integer value,
        List<MenuEntry> menu, boolean writable, boolean active) {

    /// A value of a menu.
    public record MenuEntry(int value, String words) {}

    public ImageControl {
        menu = List.copyOf(menu);
    }
}
