package dev.oriel.edge;

import dev.oriel.auth.KeyStore;
import dev.oriel.observe.LogOncePerKey;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of edges to this server. An edge that connects anew, with the same key and the same id, takes the place of its own old
/// connection at once.
///
/// Threads: any.
public final class EdgeLinks {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeLinks.class);
    /// Of one key, or of one address without keys.
    static final int MOST_OF_AN_OWNER = 256;

    private final Publications publications;
    private final LogOncePerKey leftOut;
    private final Set<EdgeLink> open = ConcurrentHashMap.newKeySet();
    private final Map<String, EdgeLink> named = new ConcurrentHashMap<>();
    private final LongAdder receivedBytes = new LongAdder();

    EdgeLinks(Publications publications, LongSupplier nanoTime) {
        this.publications = publications;
        leftOut = new LogOncePerKey(LOG, "pictures of edges that were left out", nanoTime);
    }

    /// Begins a connection.
    ///
    /// @throws RefusedException when there are too many, or there is no memory for one more
    public EdgeLink open(EdgeLink.Holder holder, EdgeLink.Connection connection) throws RefusedException {
        var owner = holder.sender().owner();
        if (open.stream().filter(link -> link.sender().owner().equals(owner)).count() >= MOST_OF_AN_OWNER) {
            throw new RefusedException(RefusedException.Reason.UPLOADS,
                    "there are " + MOST_OF_AN_OWNER + " connections of edges with this key or from this address already");
        }
        var link = new EdgeLink(this, publications, holder, connection);
        open.add(link);
        publications.dropRevoked(); // the key may have been revoked since it was looked up
        return link;
    }

    /// Connections that are open.
    public int count() {
        return open.size();
    }

    /// Bytes of all pictures that edges have sent.
    public long receivedBytes() {
        return receivedBytes.sum();
    }

    private static String name(EdgeLink link) {
        return link.edge() + " " + link.sender().owner();
    }

    /// It has said which edge it is.
    void named(EdgeLink link) {
        var before = named.put(name(link), link);
        if (before != null && before != link) {
            before.cut(new RefusedException(RefusedException.Reason.SECOND, "this edge has connected anew"));
        }
    }

    void received(int bytes) {
        receivedBytes.add(bytes);
    }

    void refused(EdgeUplink camera, String why) {
        leftOut.warn(camera.camera() + " " + camera.sender().words(),
                camera.camera() + ": a picture of " + camera.sender().words() + " was left out: " + why);
    }

    /// @return true when its edge is gone with it, and has not come back on another connection
    boolean closed(EdgeLink link) {
        open.remove(link);
        return named.remove(name(link), link);
    }

    /// Cuts off whoever has shown a key that is no longer one.
    void dropRevoked(KeyStore keys) {
        for (var link : open) {
            var key = link.sender().key();
            if (key != null && !keys.holds(key)) {
                link.cut(new RefusedException(RefusedException.Reason.REVOKED, "the key was revoked"));
            }
        }
    }
}
