package dev.oriel.http;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/// What a server answered: its head, and its body as it comes.
///
/// Threads: one at a time, the client's. Blocking: reading waits as long as the camera's patience lasts, and ends at once when
/// stopped. Ownership: the body's bytes are bounded by who reads; closing breaks off what was not read.
///
/// Errors: [IOException] whose message is a short cause: `timed out`, `connection reset`, `the answer broke off`.
public final class Answer implements Closeable {
    private static final InputStream NOTHING = InputStream.nullInputStream();

    private final HttpAddress address;
    private final ClassicHttpResponse head;
    private final SocketWatch watch;
    private final HttpAccess access;
    private final InputStream body;
    private boolean complete;

    Answer(HttpAddress address, ClassicHttpResponse head, SocketWatch watch, HttpAccess access) throws IOException {
        this.address = address;
        this.head = head;
        this.watch = watch;
        this.access = access;
        var entity = head.getEntity();
        complete = entity == null;
        body = entity == null ? NOTHING : new Body(entity.getContent());
    }

    /// The address that answered, after all redirects.
    public HttpAddress address() {
        return address;
    }

    /// 200, 206 or 304.
    public int status() {
        return head.getCode();
    }

    /// What the server says that it is, in lower case, with parameters; empty where it says nothing.
    public String contentType() {
        var type = header(HttpHeaders.CONTENT_TYPE);
        return type == null ? "" : type.toLowerCase(Locale.ROOT);
    }

    /// The bytes of the body, or -1 where the server does not say.
    public long contentLength() {
        var entity = head.getEntity();
        return entity == null ? 0 : Math.max(-1, entity.getContentLength());
    }

    /// A header of the answer, or null where it has none of that name.
    public @Nullable String header(String name) {
        var header = head.getFirstHeader(name);
        return header == null || header.getValue() == null ? null : header.getValue().strip();
    }

    public InputStream body() {
        return body;
    }

    @Override
    public void close() {
        if (!complete) {
            complete = true;
            // The library would read to the body's end, which a stream does not have.
            watch.closeSockets();
        }
        try {
            head.close();
        } catch (IOException _) {
            // Nothing is wanted of it any more.
        }
    }

    private final class Body extends FilterInputStream {
        Body(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (complete) {
                return -1;
            }
            watch.begin(access.patience().get());
            try {
                int count = super.read(into, offset, length);
                complete = count < 0;
                return count;
            } catch (IOException e) {
                throw HttpCauses.told(e, watch);
            } finally {
                watch.end();
            }
        }

        @Override
        public void close() {
            Answer.this.close();
        }
    }
}
