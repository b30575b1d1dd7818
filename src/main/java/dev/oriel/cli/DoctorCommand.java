package dev.oriel.cli;

import dev.oriel.config.ConfigException;
import dev.oriel.config.Settings;
import dev.oriel.config.SettingsReader;
import dev.oriel.doctor.Doctor;
import dev.oriel.doctor.Examined;
import dev.oriel.doctor.Finding;
import dev.oriel.doctor.Findings;
import dev.oriel.doctor.Machine;
import dev.oriel.doctor.Verdict;
import dev.oriel.observe.Logging;
import dev.oriel.systemd.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `oriel doctor`: what is wrong on this machine, and what to do.
@Command(name = "doctor", description = "Says what is wrong on this machine and what to do: a line a check. Exit code 1 where something is wrong.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
final class DoctorCommand implements Callable<Integer> {
    private static final Path ROOT = Path.of("/");

    @Option(names = "--config", paramLabel = "FILE", description = "The settings file (default oriel.yaml, where there is one).")
    private @Nullable Path config;

    @Mixin
    private DataFolder data = new DataFolder();

    @Option(names = "--json", description = "Prints a JSON object: problems, notes and findings.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Logging.level("error"); // causes stand in the findings
        var inputs = new SettingsReader.Inputs(Map.of(), System.getenv(), Path.of(""), config);
        var findings = with(services(inputs), Doctor.examine(examined(inputs), Machine.here()));
        print(System.out, findings);
        return findings.count(Verdict.PROBLEM) == 0 ? CommandLines.FINE : CommandLines.FAILED;
    }

    private void print(PrintStream out, Findings findings) {
        if (json) {
            out.println(findings.json().encodePrettily());
            return;
        }
        findings.all().forEach(finding -> out.println(finding.line()));
        out.println(findings.summary());
    }

    private Examined examined(SettingsReader.Inputs inputs) {
        try {
            return examined(inputs, settings(inputs), List.of());
        } catch (ConfigException e) {
            return examined(inputs, Settings.defaults(), e.problems());
        }
    }

    private Examined examined(SettingsReader.Inputs inputs, Settings settings, List<String> problems) {
        return new Examined(settings, problems, inputs.files(), data.path(), null);
    }

    private static Settings settings(SettingsReader.Inputs inputs) throws ConfigException {
        var settings = SettingsReader.read(inputs, Serving.ADDRESSES);
        Serving.checkRelay(settings.push());
        return settings;
    }

    /// Services have settings of their own, which whoever calls this without words may have forgotten.
    private List<Finding> services(SettingsReader.Inputs inputs) throws IOException {
        if (config != null || Files.exists(inputs.settingsFile()) || !new Installation(ROOT, System.err).isThere()) {
            return List.of();
        }
        return List.of(Finding.note("services", "they are installed, and their settings are others than those of this folder",
                "sudo oriel doctor --config " + Installation.settings(ROOT) + " --data " + Installation.data(ROOT)));
    }

    private static Findings with(List<Finding> first, Findings then) {
        var all = new ArrayList<>(first);
        all.addAll(then.all());
        return new Findings(all);
    }
}
