package dev.oriel.doctor;

import dev.oriel.v4l2.Cameras;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks of each capture device of this machine: this user's right to it, and the programs that use it.
final class DeviceFindings {
    private static final String SUBJECT = "devices";

    private DeviceFindings() {
    }

    static List<Check> checks(Machine machine) {
        var paths = Cameras.files(machine.posix()).keySet();
        if (paths.isEmpty()) {
            return List.of(new Check(SUBJECT, () -> List.of(Finding.ok(SUBJECT, "no capture device among /dev/video*"))));
        }
        var all = new ArrayList<Check>();
        paths.forEach(path -> all.add(new Check(path, () -> device(path, machine))));
        return all;
    }

    private static List<Finding> device(String path, Machine machine) {
        var holders = machine.programs().holding(Path.of(path));
        if (holders.stream().anyMatch(RunningPrograms.Program::isThis)) {
            return List.of(Finding.ok(path, "this Oriel uses it")); // it is not asked while its pictures are shown
        }
        var found = Cameras.look(machine.posix(), path);
        if (found == null) {
            return List.of();
        }
        var name = found.card().isEmpty() ? "" : found.card() + ": ";
        var cause = found.cause();
        if (cause == null) {
            return List.of(holders.isEmpty()
                    ? Finding.ok(path, name + found.modes().size() + " modes; oriel cameras lists them")
                    : used(path, name, holders));
        }
        return List.of(found.isUnasked()
                ? Finding.problem(path, name + cause + by(holders), CameraRemedies.of(cause))
                : Finding.note(path, name + cause, "nothing, where another file of the device can be used"));
    }

    private static Finding used(String path, String name, List<RunningPrograms.Program> holders) {
        var words = name + "used by " + RunningPrograms.words(holders);
        return holders.stream().allMatch(RunningPrograms.Program::isOriel)
                ? Finding.ok(path, words)
                : Finding.note(path, words, "end that program where Oriel is to show the camera: a device serves one at a time");
    }

    static String by(List<RunningPrograms.Program> holders) {
        return holders.isEmpty() ? "" : ": " + RunningPrograms.words(holders);
    }
}
