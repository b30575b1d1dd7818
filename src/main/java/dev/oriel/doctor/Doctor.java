package dev.oriel.doctor;

import java.util.ArrayList;
import java.util.List;

/// All that can be known of an installation from where it runs: each check that Oriel has, run once.
///
/// Nothing is changed but for a file in the data folder and one in that of the log, which are made and removed, and three keys in Redis, which
/// expire. Cameras that run are judged by what they do; others are tried.
public final class Doctor {
    private Doctor() {
    }

    /// Blocking: some seconds, at most about twenty.
    public static Findings examine(Examined examined, Machine machine) throws InterruptedException {
        var nanoTime = machine.time().clocks().nanoTime();
        // First and alone: loading them keeps a small machine so busy that others would seem to hang.
        var all = new ArrayList<>(Examination.run(LibraryFindings.checks(), nanoTime).all());
        all.addAll(Examination.run(checks(examined, machine), nanoTime).all());
        return new Findings(all);
    }

    private static List<Check> checks(Examined examined, Machine machine) {
        var all = new ArrayList<Check>();
        all.add(new Check("settings", () -> SettingsFindings.of(examined)));
        all.add(new Check("accounts", () -> AccountFindings.of(examined, machine)));
        all.addAll(FolderFindings.checks(examined));
        all.addAll(PortFindings.checks(examined, machine));
        all.add(new Check("https", () -> CertificateFindings.of(examined, machine.time().clocks()::instant)));
        all.add(new Check("proxies", () -> ProxyFindings.of(examined, machine)));
        all.add(new Check("redis", () -> BusFindings.of(examined, machine)));
        all.add(new Check("relay", () -> RelayFindings.of(examined, machine)));
        all.addAll(DeviceFindings.checks(machine));
        all.addAll(CameraFindings.checks(examined, machine));
        all.add(new Check("memory", () -> MemoryFindings.of(examined, machine.proc())));
        all.add(new Check("open files", () -> OpenFileFindings.of(examined, machine.proc())));
        all.add(new Check("clock", () -> ClockFindings.of(examined, machine.time())));
        all.add(new Check("congestion control", () -> CongestionFindings.of(machine.proc())));
        return all;
    }
}
