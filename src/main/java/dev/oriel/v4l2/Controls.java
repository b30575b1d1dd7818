package dev.oriel.v4l2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The controls of a device: brightness, focus, pan and whatever else its driver lists.
///
/// Threads: one at a time. Ownership: the device stays its opener's. Source: the kernel's "Video for Linux API", "User Controls".
public record Controls(Device device) {
    /// A driver that never says "no more" must not hang us.
    private static final int MOST = 512;
    private static final int MOST_ENTRIES = 256;
    private static final int DISABLED = 0x1;
    private static final int READ_ONLY = 0x4;
    private static final int INACTIVE = 0x10;
    private static final int INTEGER_TYPE = 1;
    private static final int BOOLEAN_TYPE = 2;
    private static final int MENU_TYPE = 3;
    private static final int BUTTON_TYPE = 4;
    private static final int INTEGER_MENU_TYPE = 9;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    /// All that can be shown to people, in the driver's order.
    public List<Control> list() throws CameraException {
        var all = new ArrayList<Control>();
        try (var arena = Arena.ofConfined()) {
            var entry = arena.allocate(Videodev.QueryCtrl.BYTES, 8);
            int last = 0;
            for (int i = 0; i < MOST; i++) {
                entry.fill((byte) 0);
                entry.set(INT, Videodev.QueryCtrl.ID, last | Videodev.QueryCtrl.NEXT);
                if (!device.answers(Videodev.QueryCtrl.REQUEST, entry, "VIDIOC_QUERYCTRL")) {
                    break;
                }
                int id = entry.get(INT, Videodev.QueryCtrl.ID);
                if (Integer.compareUnsigned(id, last) <= 0) {
                    break;
                }
                last = id;
                read(entry, arena).ifPresent(all::add);
            }
        }
        return all;
    }

    /// The one of that id.
    public Optional<Control> find(int id) throws CameraException {
        try (var arena = Arena.ofConfined()) {
            var entry = arena.allocate(Videodev.QueryCtrl.BYTES, 8);
            entry.set(INT, Videodev.QueryCtrl.ID, id);
            return device.answers(Videodev.QueryCtrl.REQUEST, entry, "VIDIOC_QUERYCTRL") ? read(entry, arena) : Optional.empty();
        }
    }

    private Optional<Control> read(MemorySegment entry, Arena arena) throws CameraException {
        int flags = entry.get(INT, Videodev.QueryCtrl.FLAGS);
        var type = type(entry.get(INT, Videodev.QueryCtrl.TYPE));
        if ((flags & DISABLED) != 0 || type.isEmpty()) {
            return Optional.empty();
        }
        int id = entry.get(INT, Videodev.QueryCtrl.ID);
        int minimum = entry.get(INT, Videodev.QueryCtrl.MINIMUM);
        int maximum = entry.get(INT, Videodev.QueryCtrl.MAXIMUM);
        boolean hasMenu = type.get() == Control.ControlType.MENU || type.get() == Control.ControlType.INTEGER_MENU;
        return Optional
                .of(new Control(id, Device.text(entry, Videodev.QueryCtrl.NAME, Videodev.QueryCtrl.MINIMUM), type.get(), minimum,
                        maximum, Math.max(1, entry.get(INT, Videodev.QueryCtrl.STEP)), entry.get(INT, Videodev.QueryCtrl.DEFAULT),
                        hasMenu ? menu(id, type.get(), minimum, maximum, arena) : List.of(), (flags & READ_ONLY) == 0,
                        (flags & INACTIVE) == 0));
    }

    private List<Control.MenuItem> menu(int id, Control.ControlType type, int minimum, int maximum, Arena arena)
            throws CameraException {
        var menu = new ArrayList<Control.MenuItem>();
        var entry = arena.allocate(Videodev.QueryMenu.BYTES, 8);
        for (int index = Math.max(0, minimum); index <= Math.min(maximum, MOST_ENTRIES); index++) {
            entry.fill((byte) 0);
            entry.set(INT, Videodev.QueryMenu.ID, id);
            entry.set(INT, Videodev.QueryMenu.INDEX, index);
            if (device.answers(Videodev.QueryMenu.REQUEST, entry, "VIDIOC_QUERYMENU")) { // some have gaps
                menu.add(new Control.MenuItem(index, type == Control.ControlType.INTEGER_MENU
                        ? Long.toString(entry.get(LONG, Videodev.QueryMenu.NAME))
                        : Device.text(entry, Videodev.QueryMenu.NAME, Videodev.QueryMenu.END_OF_NAME)));
            }
        }
        return menu;
    }

    private static Optional<Control.ControlType> type(int number) {
        return Optional.ofNullable(switch (number) {
            case INTEGER_TYPE -> Control.ControlType.INTEGER;
            case BOOLEAN_TYPE -> Control.ControlType.BOOLEAN;
            case MENU_TYPE -> Control.ControlType.MENU;
            case BUTTON_TYPE -> Control.ControlType.BUTTON;
            case INTEGER_MENU_TYPE -> Control.ControlType.INTEGER_MENU;
            default -> null;
        });
    }

    /// The value of a control.
    public int value(int id) throws CameraException {
        try (var arena = Arena.ofConfined()) {
            var argument = arena.allocate(Videodev.Ctrl.BYTES, 8);
            argument.set(INT, Videodev.Ctrl.ID, id);
            device.ioctl(Videodev.Ctrl.GET, argument, "VIDIOC_G_CTRL");
            return argument.get(INT, Videodev.Ctrl.VALUE);
        }
    }

    /// Sets a control; a driver may take the nearest value that it can do.
    public void set(int id, int value) throws CameraException {
        try (var arena = Arena.ofConfined()) {
            var argument = arena.allocate(Videodev.Ctrl.BYTES, 8);
            argument.set(INT, Videodev.Ctrl.ID, id);
            argument.set(INT, Videodev.Ctrl.VALUE, value);
            device.ioctl(Videodev.Ctrl.SET, argument, "VIDIOC_S_CTRL");
        }
    }
}
