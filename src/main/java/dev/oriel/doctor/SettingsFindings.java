package dev.oriel.doctor;

import dev.oriel.files.Ownership;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks of the settings: they can be used, and their owner alone may write them.
final class SettingsFindings {
    private static final String SUBJECT = "settings";

    private SettingsFindings() {
    }

    static List<Finding> of(Examined examined) {
        var found = new ArrayList<Finding>();
        for (var problem : examined.problems()) {
            found.add(Finding.problem(SUBJECT, problem,
                    "mend it; docs/configuration.md has each key with what is allowed. Cameras, bus and relay are checked once it is"));
        }
        examined.files().stream().filter(Ownership::isWritableByAll).forEach(file -> found.add(Finding.problem(SUBJECT,
                "everybody on this machine may write " + file + ", and so have any command run", "chmod o-w " + file)));
        return found.isEmpty() ? List.of(Finding.ok(SUBJECT, words(examined))) : found;
    }

    private static String words(Examined examined) {
        var files = examined.files().stream().filter(Files::exists).map(Path::toString).toList();
        int cameras = examined.settings().cameras().size();
        return (files.isEmpty() ? "no file, so the defaults" : String.join(", ", files)) + "; "
                + (cameras == 1 ? "1 camera" : cameras == 0 ? "no camera" : cameras + " cameras");
    }
}
