package dev.oriel.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/// Shows the newest pair to each handshake that begins, without a listening socket being opened anew; connections that are open stay.
///
/// A handshake asks three times, for an alias and then for key and certificate. So the alias carries the pair's number, and the pair
/// before stays for handshakes that are under way.
///
/// Threads: any.
final class CurrentKeys extends X509ExtendedKeyManager {
    private static final char[] NO_SECRET = "in memory only".toCharArray();

    /// @param mark what its aliases begin with
    private record Numbered(String mark, X509KeyManager keys) {}

    private volatile List<Numbered> newestFirst = List.of();
    private int count;

    synchronized void show(KeyAndCertificate pair) {
        var all = new ArrayList<Numbered>();
        all.add(new Numbered(++count + ":", keys(pair)));
        newestFirst.stream().findFirst().ifPresent(all::add);
        newestFirst = List.copyOf(all);
    }

    private static X509KeyManager keys(KeyAndCertificate pair) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null);
            store.setKeyEntry("oriel", pair.key(), NO_SECRET, pair.chain().toArray(X509Certificate[]::new));
            var factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(store, NO_SECRET);
            return (X509KeyManager) factory.getKeyManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (var newest : newestFirst) {
            var alias = newest.keys.chooseServerAlias(keyType, issuers, null);
            return alias == null ? null : newest.mark + alias;
        }
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        for (var one : newestFirst) {
            if (alias.startsWith(one.mark)) {
                return one.keys.getCertificateChain(alias.substring(one.mark.length()));
            }
        }
        return null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        for (var one : newestFirst) {
            if (alias.startsWith(one.mark)) {
                return one.keys.getPrivateKey(alias.substring(one.mark.length()));
            }
        }
        return null;
    }

    // --- for servers, all of them one; for clients none

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        var alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[]{alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
