package dev.oriel.web;

import dev.oriel.auth.Principal;
import dev.oriel.doctor.Finding;
import dev.oriel.doctor.Findings;
import dev.oriel.doctor.SharedExamination;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// `/api/doctor`: what is wrong on the server's machine, for admins. Everybody who asks at the same time gets the same answer.
///
/// Threads: a request's event loop; the examination runs elsewhere.
record DoctorApi(SharedExamination doctor, Supplier<Gate> gate) {
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LoggerFactory.getLogger(DoctorApi.class),
            "failed examinations",
            SystemClocks.NANOS);

    void addTo(Routes routes) {
        routes.add("GET", "/api/doctor", Permission.ADMINISTER, this::examine);
    }

    private void examine(HttpServerRequest request, RequestContext context) {
        boolean unknown = context.access().principal().filter(holder -> holder.kind() == Principal.Kind.ANYBODY).isPresent();
        if (unknown && !PublishPermits.isThisMachine(request)) {
            throw new HttpError(403, "not-this-machine",
                    "without accounts the server's own machine alone is told: oriel doctor there, or a login as admin");
        }
        var ofRequest = forwarding(request);
        var loop = Connections.context(request).executor();
        doctor.ask().whenComplete((findings, failure) -> loop.execute(() -> answer(request, findings, failure, ofRequest)));
    }

    private static void answer(HttpServerRequest request, @Nullable Findings findings, @Nullable Throwable failure,
            List<Finding> more) {
        if (findings == null) {
            FAILURES.error("an examination failed", failure == null ? new IllegalStateException("nothing was found") : failure);
            Reply.error(request, HttpError.internal());
            return;
        }
        var all = new ArrayList<>(findings.all());
        all.addAll(more);
        Reply.json(request, 200, new Findings(all).json());
    }

    /// What the request itself shows of a proxy that the settings do not know.
    private List<Finding> forwarding(HttpServerRequest request) {
        var peer = Connections.peer(request);
        var header = ForwardingHeaders.in(request.headers().names());
        if (header.isEmpty() || peer == null || gate.get().trusts(peer)) {
            return List.of();
        }
        return List.of(Finding.note("this request", "it came through a proxy at " + peer.getHostAddress() + " (" + header.get()
                + "), which server.trustedProxies does not name: its visitors count as one address, and https is not known of",
                "server.trustedProxies: " + peer.getHostAddress()));
    }
}
