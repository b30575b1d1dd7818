package dev.oriel.cli;

import dev.oriel.auth.KeyStore;
import dev.oriel.config.Settings;
import dev.oriel.files.TextFile;
import dev.oriel.push.RelayAddress;
import dev.oriel.tls.MachineNames;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `oriel setup` has to know of a relay, asked or read from settings that stay.
///
/// Threads: one. Blocking: waits for a person.
record RelayQuestions(SetupWords words, SetupPlace place, Questions questions) {
    private static final String NEW = "new";

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
                RelayAddress.parse(typed); // as the push will read it
                return typed;
            }
        } catch (IllegalArgumentException e) {
            // As any other that is none.
        }
        throw new UsageException("the relay's address: allowed: https://HOST[:PORT][/PREFIX], and http:// for this machine");
    }

    /// The name under which the relay shows the camera: keys are mostly good for certain ones.
    ///
    /// @param found what it would be called here
    String cameraName(String found) throws UsageException {
        return questions.ask("Name of the camera at the relay, one that the key is for", found, typed -> {
            CameraNames.checked("the name", List.of(typed));
            return typed;
        });
    }

    /// A key to be written, or nothing where the one that is there stays.
    Optional<SetupAnswers.NewKey> key() throws UsageException {
        boolean isThere = keyIsThere();
        var usual = isThere ? "Enter: the one in " + place.key() + "; " + NEW + ": make one" : "Enter: make one";
        return questions.secret("Key that the relay gave out (" + usual + ")", typed -> {
            if (typed.isEmpty() && isThere) {
                return Optional.empty();
            } else if (typed.isEmpty() || typed.equals(NEW)) {
                return Optional.of(new SetupAnswers.NewKey(KeyStore.freshSecret(), true));
            } else if (!Settings.Push.KEY.matcher(typed).matches()) {
                throw new UsageException("a key: allowed: " + Settings.Push.KEY_FORM);
            }
            return Optional.of(new SetupAnswers.NewKey(typed, false));
        });
    }

    private boolean keyIsThere() {
        try {
            var text = TextFile.readIfThere(place.key());
            return text != null && Settings.Push.KEY.matcher(text.strip()).matches();
        } catch (IOException e) {
            return false; // what cannot be read is no key, and another one takes its place
        }
    }
}
