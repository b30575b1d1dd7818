package dev.oriel.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// A server's side of Digest (RFC 7616), written from the document and not from the client: `camera`, password `se:cr%et`.
///
/// Threads: any.
final class DigestServer implements HandServer.Answering {
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^,\\s]+))");

    private final String algorithm;
    private final boolean qop;
    private final int answersOfANonce;
    private int nonce;
    private int answered;

    /// @param algorithm       `MD5` or `SHA-256`
    /// @param qop             false for RFC 2069, as old cameras have it
    /// @param answersOfANonce then it is stale; 0 for stale at once
    DigestServer(String algorithm, boolean qop, int answersOfANonce) {
        this.algorithm = algorithm;
        this.qop = qop;
        this.answersOfANonce = answersOfANonce;
    }

    @Override
    public synchronized boolean answer(HandServer.Request request, OutputStream out) throws IOException {
        var given = request.header("Authorization");
        boolean right = given != null && given.startsWith("Digest ") && isRight(parameters(given), request.target());
        if (right && answered < answersOfANonce) {
            answered++;
            write(out, "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 2\r\n\r\nok");
        } else {
            nonce++;
            answered = 0;
            write(out, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 4\r\nWWW-Authenticate: Digest realm=\"a \\\"camera\\\"\", "
                    + "nonce=\"n" + nonce + "\", opaque=\"x\"" + (qop ? ", qop=\"auth,auth-int\"" : "")
                    + (algorithm.equals("MD5") ? "" : ", algorithm=" + algorithm) + (right ? ", stale=TRUE" : "")
                    + "\r\n\r\nno\r\n");
        }
        return true;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Map<String, String> parameters(String header) {
        var found = new LinkedHashMap<String, String>();
        PARAMETER.matcher(header.replace("\\\"", "'")).results()
                .forEach(one -> found.put(one.group(1), one.group(2) == null ? one.group(3) : one.group(2)));
        return found;
    }

    private boolean isRight(Map<String, String> given, String target) {
        var a1 = hash("camera:a \"camera\":se:cr%et");
        var a2 = hash("GET:" + target);
        var nonceNow = "n" + nonce;
        var expected = qop
                ? hash(a1 + ":" + nonceNow + ":" + given.get("nc") + ":" + given.get("cnonce") + ":auth:" + a2)
                : hash(a1 + ":" + nonceNow + ":" + a2);
        return target.equals(given.get("uri")) && "x".equals(given.get("opaque")) && expected.equals(given.get("response"))
                && (!qop || (Integer.parseInt(String.valueOf(given.get("nc")), 16) == answered + 1));
    }

    private String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
