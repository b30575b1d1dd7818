package dev.oriel.cli;

import dev.oriel.auth.KeyStore;
import dev.oriel.push.RelayAddress;
import dev.oriel.tls.MachineNames;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// What `oriel setup` has to know of a relay, asked or read from settings that stay.
///
/// Threads: one. Blocking: waits for a person.
final class RelayQuestions {
    private final SetupWords words;
    private final SetupPlace place;
    private final Questions questions;

    RelayQuestions(SetupWords words, SetupPlace place, Questions questions) {
        this.words = words;
        this.place = place;
        this.questions = questions;
    }

    /// The relay of the settings that stay, or null where they have none.
    ///
    /// @throws UsageException when these settings cannot be used
    @Nullable
    String kept() throws UsageException {
        var push = place.read().push();
        if (push == null) {
            return null;
        } else if (words.serve) {
            throw new UsageException("--serve: allowed: with --replace, since the settings that are there push to a relay");
        }
        try {
            return RelayAddress.parse(push.to()).toString();
        } catch (IllegalArgumentException e) {
            throw new UsageException("push.to in " + place.settings() + ": " + e.getMessage());
        }
    }

    /// The relay that is chosen, or null to serve here.
    @Nullable
    String chosen() throws UsageException {
        if (words.serve || words.pushTo != null || !questions.isAsking()) {
            return words.pushTo == null ? null : address(words.pushTo);
        }
        var answer = questions.ask("Serve the cameras here (serve), or show them on a relay (its address, https://…)", "serve",
                typed -> typed.equals("serve") ? "" : address(typed));
        return answer.isEmpty() ? null : answer;
    }

    private static String address(String typed) throws UsageException {
        try {
            var address = URI.create(typed);
            var host = address.getHost();
            boolean isHttps = "https".equals(address.getScheme());
            if (host != null && address.getUserInfo() == null && address.getQuery() == null
                    && (isHttps || ("http".equals(address.getScheme()) && MachineNames.isLoopback(host)))) {
                return typed;
            }
        } catch (IllegalArgumentException e) {
            // As any other that is none.
        }
        throw new UsageException("the relay's address: allowed: https://HOST[:PORT][/PREFIX], and http:// for this machine");
    }

    SetupAnswers.NewKey key() throws UsageException {
        return questions.secret("Key that the relay gave out (Enter: make one)", typed -> {
            if (typed.isEmpty()) {
                return new SetupAnswers.NewKey(KeyStore.freshSecret(), true);
            } else if (!typed.matches("[!-~]{8,256}")) {
                throw new UsageException("a key: allowed: 8 to 256 printable characters without blanks");
            }
            return new SetupAnswers.NewKey(typed, false);
        });
    }
}
