package dev.oriel.doctor;

import dev.oriel.config.Settings;
import dev.oriel.tls.CertificateReport;
import dev.oriel.tls.MachineNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks of the certificate for https: its key, its names, its end.
final class CertificateFindings {
    private static final String SUBJECT = "https";
    private static final Duration SOON = Duration.ofDays(21);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);
    private static final String RENEW = "renew the certificate; Oriel takes the new files up by itself";

    private CertificateFindings() {
    }

    static List<Finding> of(Examined examined, InstantSource clock) {
        var server = examined.settings().server();
        return List.of(switch (server.tls()) {
            case null -> without(server);
            case Settings.TlsFiles files -> report(() -> CertificateReport.ofFiles(Path.of(files.certificateFile()),
                    Path.of(files.keyFile())), clock.instant(), RENEW);
            case Settings.TlsSelfSigned _ -> report(() -> CertificateReport.kept(examined.data()), clock.instant(),
                    "restart Oriel, which makes a new one");
        });
    }

    private static Finding without(Settings.Server server) {
        return MachineNames.isLoopback(server.host()) || !server.trustedProxies().isEmpty()
                ? Finding.ok(SUBJECT, "http; a proxy may add https")
                : Finding.note(SUBJECT,
                        "plain http at " + server.host()
                                + ": passwords and pictures can be read on the way, and phones give no camera",
                        "--tls-self-signed, --tls-cert and --tls-key, or a proxy with a certificate");
    }

    private interface ReportReading {
        @Nullable
        CertificateReport read() throws IOException;
    }

    private static Finding report(ReportReading reading, Instant now, String remedy) {
        try {
            var report = reading.read();
            return report == null ? Finding.ok(SUBJECT, "a certificate is made at the start") : judged(report, now, remedy);
        } catch (IOException e) {
            return Finding.problem(SUBJECT, String.valueOf(e.getMessage()),
                    "server.tls.cert and server.tls.key: a certificate and its key, PEM, that the user who runs Oriel can read");
        }
    }

    private static Finding judged(CertificateReport report, Instant now, String remedy) {
        var words = "the certificate for " + String.join(", ", report.names()) + " is good until " + DAY.format(report.until());
        if (report.from().isAfter(now)) {
            return Finding.problem(SUBJECT, "the certificate is good from " + DAY.format(report.from())
                    + " on only, and the clock says " + DAY.format(now), "set the clock, or take another certificate");
        } else if (!report.until().isAfter(now)) {
            return Finding.problem(SUBJECT, "the certificate ended on " + DAY.format(report.until()), remedy);
        } else if (report.until().isBefore(now.plus(SOON))) {
            return Finding.note(SUBJECT, words + ", in " + Duration.between(now, report.until()).toDays() + " days", remedy);
        }
        return Finding.ok(SUBJECT, words);
    }
}
