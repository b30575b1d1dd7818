package dev.oriel.v4l2;

import java.util.List;

/// A control of a device: something that can be set while it gives pictures.
///
/// @param id       of the kernel's list
/// @param name     as the driver has it
/// @param minimum  its smallest value
/// @param maximum  its largest
/// @param step     between two values
/// @param usual   the driver's default
/// @param menu     of [ControlType#MENU] and [ControlType#INTEGER_MENU], the entries that there are
/// @param writable false where it cannot be set at all
/// @param active   false where another control takes care of it for now
public record Control(int id, String name, ControlType type, int minimum, int maximum, int step, int usual, List<MenuItem> menu,
        boolean writable, boolean active) {

    /// What its values mean.
    public enum ControlType {
        /// A number.
        INTEGER("integer"),
        /// 0 or 1.
        BOOLEAN("boolean"),
        /// One of the entries that the driver names.
        MENU("menu"),
        /// One of the numbers that the driver names.
        INTEGER_MENU("menu"),
        /// Setting it does something; it has no value.
        BUTTON("button");

        private final String word;

        ControlType(String word) {
            this.word = word;
        }

        /// Its name in messages.
        public String word() {
            return word;
        }
    }

    /// A value of a menu.
    public record MenuItem(int value, String words) {}

    public Control {
        menu = List.copyOf(menu);
    }

    /// True when it may have that value.
    public boolean allows(int value) {
        return switch (type) {
            case MENU, INTEGER_MENU -> menu.stream().anyMatch(entry -> entry.value == value);
            case BUTTON -> true;
            case INTEGER, BOOLEAN -> value >= minimum && value <= maximum;
        };
    }
}
