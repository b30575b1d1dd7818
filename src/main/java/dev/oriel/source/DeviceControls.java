package dev.oriel.source;

import dev.oriel.hub.ImageControl;
import dev.oriel.hub.ImageControls;
import dev.oriel.observe.Printable;
import dev.oriel.v4l2.CameraException;
import dev.oriel.v4l2.Control;
import dev.oriel.v4l2.Controls;
import dev.oriel.v4l2.Device;
import dev.oriel.v4l2.Posix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The image controls of a V4L2 device: what people set stays set, also for a device that was away meanwhile and has forgotten it.
///
/// Each call opens the device for itself, beside whoever takes pictures from it, and closes it again.
///
/// Threads: any; changes one at a time. Blocking: waits for the device and for a disk.
public final class DeviceControls implements ImageControls {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceControls.class);
    private static final int MOST_NAME = 64;

    /// What is remembered for the next start.
    ///
    /// @param values by the controls' names
    /// @param keep   throws [java.io.UncheckedIOException] with words for a user
    public record ControlMemory(Supplier<Map<String, Integer>> values, Consumer<Map<String, Integer>> keep) {
        /// Nothing.
        public static final ControlMemory NOTHING = new ControlMemory(Map::of, values -> {});
    }

    private final String camera;
    private final String path;
    private final Posix posix;
    private final ControlMemory kept;
    private final Object changing = new Object();

    /// @param camera its name, for the log
    /// @param path   the device's file
    DeviceControls(String camera, String path, Posix posix, ControlMemory kept) {
        this.camera = camera;
        this.path = path;
        this.posix = posix;
        this.kept = kept;
    }

    @Override
    public List<ImageControl> list() throws IOException {
        try (var device = Device.open(posix, path)) {
            var controls = new Controls(device);
            var list = new ArrayList<ImageControl>();
            for (var control : controls.list()) {
                list.add(shown(control, value(controls, control)));
            }
            return list;
        }
    }

    private static ImageControl shown(Control control, @Nullable Integer value) {
        return new ImageControl(control.name(), control.type().word(), control.minimum(), control.maximum(), control.step(),
                control.usual(), value,
                control.menu().stream().map(entry -> new ImageControl.MenuEntry(entry.value(), entry.words())).toList(),
                control.writable(), control.active());
    }

    private static @Nullable Integer value(Controls controls, Control control) throws CameraException {
        if (control.type() == Control.ControlType.BUTTON) {
            return null;
        }
        try {
            return controls.value(control.id());
        } catch (CameraException e) {
            if (e.isUnplugged()) {
                throw e;
            }
            return null; // one that can only be written
        }
    }

    @Override
    public void change(Map<String, Integer> values) throws IOException {
        synchronized (changing) {
            try (var device = Device.open(posix, path)) {
                var controls = new Controls(device);
                var wanted = judged(controls.list(), values);
                var refused = tried(controls, wanted, values);
                var all = new TreeMap<>(kept.values.get());
                wanted.forEach((control, value) -> {
                    if (values.get(nameIn(values, control)) == null || control.type() == Control.ControlType.BUTTON) {
                        all.remove(control.name());
                    } else if (!refused.containsKey(control)) {
                        all.put(control.name(), value);
                    }
                });
                kept.keep.accept(all);
                if (!refused.isEmpty()) {
                    throw new IllegalArgumentException(String.join("; ", refused.entrySet().stream()
                            .map(each -> each.getKey().name() + ": its device refuses that: " + each.getValue()).toList()));
                }
            }
        }
    }

    /// Sets them; one that is refused costs the others nothing. What another control takes care of for now has no default to go back to.
    private static Map<Control, String> tried(Controls controls, Map<Control, Integer> wanted, Map<String, Integer> values)
            throws CameraException {
        var due = new TreeMap<String, Integer>();
        wanted.forEach((control, value) -> {
            if (control.active() || values.get(nameIn(values, control)) != null) {
                due.put(control.name(), value);
            }
        });
        return set(controls, set(controls, wanted.keySet(), due).keySet(), due);
    }

    /// The controls in the driver's order, each with its new value.
    private static Map<Control, Integer> judged(List<Control> controls, Map<String, Integer> values) {
        var problems = new ArrayList<String>();
        var wanted = new LinkedHashMap<Control, Integer>();
        var unknown = new TreeMap<>(values);
        for (var control : controls) {
            var name = nameIn(values, control);
            if (name == null) {
                continue;
            }
            unknown.remove(name);
            var value = values.get(name);
            if (!control.writable()) {
                problems.add(name + ": it can only be looked at");
            } else if (value != null && !control.allows(value)) {
                problems.add(name + ": allowed: " + allowed(control) + ", not " + value);
            } else {
                wanted.put(control, value == null ? control.usual() : value);
            }
        }
        unknown.keySet().forEach(name -> problems.add(Printable.of(name, MOST_NAME) + ": its device has no such control"));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return wanted;
    }

    private static String allowed(Control control) {
        return control.menu().isEmpty()
                ? control.minimum() + " to " + control.maximum()
                : String.join(", ", control.menu().stream().map(entry -> entry.value() + " (" + entry.words() + ")").toList());
    }

    /// Under which name it is asked for: the driver's, or the one that `v4l2-ctl` makes of that.
    private static @Nullable String nameIn(Map<String, Integer> values, Control control) {
        if (values.containsKey(control.name())) {
            return control.name();
        }
        var plain = control.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
        return values.containsKey(plain) ? plain : null;
    }

    /// Sets what was kept, on a device that was just opened. One that it refuses costs the others nothing: the log says so.
    void apply(Device device) throws CameraException {
        var values = kept.values.get();
        if (values.isEmpty()) {
            return;
        }
        var controls = new Controls(device);
        var refused = set(controls, controls.list().stream().filter(control -> values.containsKey(control.name())).toList(),
                values);
        // Some only do so while another one, which stands behind them in the list, has its usual value.
        set(controls, refused.keySet(), values)
                .forEach((control, words) -> LOG.warn("{}: {} cannot be set to {}: {}", camera, control.name(),
                        values.get(control.name()), words));
    }

    private static Map<Control, String> set(Controls controls, Iterable<Control> which, Map<String, Integer> values)
            throws CameraException {
        var refused = new LinkedHashMap<Control, String>();
        for (var control : which) {
            var value = values.get(control.name());
            try {
                if (value != null) {
                    controls.set(control.id(), value);
                }
            } catch (CameraException e) {
                if (e.isUnplugged()) {
                    throw e;
                }
                refused.put(control, String.valueOf(e.getMessage()));
            }
        }
        return refused;
    }
}
