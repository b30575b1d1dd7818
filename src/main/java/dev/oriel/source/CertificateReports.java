package dev.oriel.source;

import dev.oriel.http.UnprovenCertificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log of a camera's certificate that nobody vouches for: once, and again when it is another.
///
/// Threads: any.
final class CertificateReports implements Consumer<UnprovenCertificate> {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReports.class);
    private static final int MOST_PLACES = 16;

    private final String camera;
    private final Map<String, UnprovenCertificate> told = new LinkedHashMap<>();

    /// @param camera its name
    CertificateReports(String camera) {
        this.camera = camera;
    }

    @Override
    public synchronized void accept(UnprovenCertificate found) {
        if (told.size() >= MOST_PLACES && !told.containsKey(found.place())) {
            return;
        }
        var before = told.put(found.place(), found);
        if (found.equals(before)) {
            return;
        }
        var changed = before != null && !before.sha256().equals(found.sha256()) ? "another certificate than before: " : "";
        if (found.accepted()) {
            LOG.warn("{}: {}: {}{}; accepted because the address is private. To accept no other: cameras.{}.tls: sha256:{}",
                    camera,
                    found.place(), changed, found.why(), camera, found.sha256());
        } else {
            LOG.warn("{}: {}: {}{}. To accept it all the same: cameras.{}.tls: sha256:{}", camera, found.place(), changed,
                    found.why(), camera, found.sha256());
        }
    }
}
