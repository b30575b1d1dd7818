package dev.oriel.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The texts of the units and of what stands beside them, from the templates in the program.
public final class UnitTexts {
    /// Where a system's administrator keeps units.
    static final Path FOLDER = Path.of("etc/systemd/system");
    private static final Path CONFIGURED = Path.of("etc");
    private static final Path PACKAGES = Path.of("usr/lib");
    private static final String OF_THE_PACKAGE = "Of the package oriel.";
    static final String TARGET = "oriel.target";
    static final Path SETTINGS = Path.of("etc/oriel/oriel.yaml");

    private UnitTexts() {
    }

    /// The units, by the file's path below the root.
    ///
    /// @param program the launcher's absolute path
    public static Map<Path, String> of(Set<ServiceUnit> units, Path program) {
        var texts = new LinkedHashMap<Path, String>();
        texts.put(FOLDER.resolve(TARGET), template(TARGET));
        units.forEach(unit -> texts.put(FOLDER.resolve(unit.file()), text(unit, units, program)));
        texts.put(Path.of("etc/sysusers.d/oriel.conf"), template("sysusers.conf"));
        texts.put(Path.of("etc/tmpfiles.d/oriel.conf"), template("tmpfiles.conf"));
        return texts;
    }

    /// The settings of a machine that has none.
    static String initialSettings() {
        return template("oriel.yaml");
    }

    /// The place of a file of [#of] where packages keep such files.
    static Path packaged(Path path) {
        return PACKAGES.resolve(CONFIGURED.relativize(path));
    }

    /// A text of [#of] as the package has it.
    public static String ofPackage(String text) {
        return text.replace("Made by \"oriel service install\", and removed by \"oriel service uninstall\".", OF_THE_PACKAGE)
                .replace("Made by \"oriel service install\".", OF_THE_PACKAGE);
    }

    private static String text(ServiceUnit unit, Set<ServiceUnit> all, Path program) {
        boolean isBesideRecorder = unit == ServiceUnit.SERVE && all.contains(ServiceUnit.RECORD);
        return template("oriel.service").replace("@NAME@", unit.file()).replace("@DESCRIPTION@", unit.description())
                .replace("@NEIGHBOUR@", isBesideRecorder ? " " + ServiceUnit.RECORD.file() : "")
                .replace("@PROGRAM@", quoted(program))
                .replace("@WORDS@", unit.word() + (isBesideRecorder ? " --bus-only" : ""));
    }

    /// As the first word of `ExecStart=`. Source: `systemd.service(5)`, command lines.
    private static String quoted(Path program) {
        var path = program.toString();
        if (path.chars().anyMatch(Character::isISOControl) || !program.isAbsolute()) {
            throw new IllegalArgumentException("the program's path: allowed: an absolute one without control characters");
        }
        var escaped = path.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%");
        return escaped.equals(path) && !path.contains(" ") && !path.contains("'") ? path : "\"" + escaped + "\"";
    }

    private static String template(String name) {
        try (var in = Objects.requireNonNull(UnitTexts.class.getResourceAsStream("/systemd/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
