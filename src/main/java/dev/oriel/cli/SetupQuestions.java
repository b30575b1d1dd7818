package dev.oriel.cli;

import dev.oriel.auth.Account;
import dev.oriel.auth.AccountStore;
import dev.oriel.config.ConfigException;
import dev.oriel.config.SettingsReader;
import dev.oriel.config.WrittenKeys;
import dev.oriel.hub.Hub;
import dev.oriel.source.CameraUri;
import dev.oriel.time.SystemClocks;
import dev.oriel.v4l2.Cameras;
import dev.oriel.v4l2.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks what `oriel setup` has to know, and writes nothing: whoever breaks off has changed nothing.
///
/// Threads: one. Blocking: waits for a person, looks at devices and files.
final class SetupQuestions {
    private static final int LEAST_PORT = 1024;
    private static final int MOST_PORT = 65_535;
    private static final String NOBODY = "-";
    private static final Path NOWHERE = Path.of("/nonexistent");

    private final SetupWords words;
    private final SetupPlace place;
    private final Questions questions;
    private final RelayQuestions relays;

    SetupQuestions(SetupWords words, SetupPlace place) throws UsageException {
        this.words = words;
        this.place = place;
        if (words.serve && words.pushTo != null) {
            throw new UsageException("--serve: allowed: without --push-to");
        } else if (words.service && words.noService) {
            throw new UsageException("--service: allowed: without --no-service");
        } else if (words.passwordStdin && (words.user == null || words.user.isEmpty())) {
            throw new UsageException("--password-stdin: allowed: with --user NAME, whose password it is");
        }
        questions = Questions.of(words.asksNothing());
        relays = new RelayQuestions(words, place, questions);
    }

    /// @throws UsageException when an answer cannot be used and nobody can be asked again
    SetupAnswers ask() throws UsageException, IOException {
        return keepsSettings() ? beside() : anew();
    }

    /// What is to be made beside settings that stay.
    private SetupAnswers beside() throws UsageException, IOException {
        var relay = relays.kept();
        var account = account(relay);
        return new SetupAnswers(Map.of(), account, null, relay, startsAtBoot());
    }

    private SetupAnswers anew() throws UsageException, IOException {
        var relay = relays.chosen();
        var account = account(relay);
        var settings = new LinkedHashMap<String, String>();
        if (relay == null) {
            settings.put("server.host", host(account != null));
            settings.put("server.port", port());
        }
        cameras(relay != null).forEach((name, uri) -> settings.put("cameras." + name + ".uri", uri));
        var key = relay == null || words.keyFile != null ? null : relays.key().orElse(null);
        boolean startsAtBoot = startsAtBoot();
        if (startsAtBoot && !place.isSystem()) {
            settings.put("log.file", place.log().toString());
        }
        if (relay != null) {
            settings.put("push.to", relay);
            settings.put("push.keyFile", (words.keyFile == null ? place.key() : words.keyFile.toAbsolutePath()).toString());
        }
        require(settings, key);
        return new SetupAnswers(settings, account, key, relay, startsAtBoot);
    }

    /// All together, as the program will read it.
    ///
    /// @param key stands in no file yet, so the settings are judged with the key itself
    private static void require(Map<String, String> settings, SetupAnswers.@Nullable NewKey key) throws UsageException {
        var judged = new LinkedHashMap<>(settings);
        if (key != null) {
            judged.remove("push.keyFile");
            judged.put("push.key", key.secret());
        }
        try {
            SettingsReader.read(new SettingsReader.Inputs(judged, Map.of(), NOWHERE, null),
                    Serving.ADDRESSES);
        } catch (ConfigException e) {
            throw new UsageException("these answers do not fit:\n  " + String.join("\n  ", e.problems()));
        }
    }

    // --- what is there already

    private boolean keepsSettings() throws UsageException, IOException {
        var file = place.settings();
        if (words.keep && words.replace) {
            throw new UsageException("--keep: allowed: without --replace");
        }
        boolean isThere = Files.exists(file) && !WrittenKeys.in(file).isEmpty();
        if (!isThere || words.replace) {
            return false;
        } else if (words.keep) {
            return true;
        } else if (!questions.isAsking()) {
            throw new UsageException(
                    "there are settings in " + file + " already: allowed: --keep, which leaves them as they are, or --replace, "
                            + "which renames them to " + file.getFileName() + ".old");
        }
        return questions.ask("There are settings in " + file + " already: keep them, or replace them (they stay as "
                + file.getFileName() + ".old)", "keep", answer -> switch (answer) {
                    case "keep" -> true;
                    case "replace" -> false;
                    default -> throw new UsageException("\"" + answer + "\": allowed: keep or replace");
                });
    }

    // --- the login

    private SetupAnswers.@Nullable NewAccount account(@Nullable String relay) throws UsageException, IOException {
        if (relay != null) {
            if (words.user != null && !words.user.isEmpty()) {
                throw new UsageException("--user: allowed: where the cameras are served; for a relay, people log in there");
            }
            return null;
        }
        var store = new AccountStore(place.data(), Map.of(), SystemClocks.INSTANTS);
        boolean isFirst = store.list().isEmpty();
        var usual = isFirst && questions.isAsking() ? usualName() : NOBODY;
        var given = words.user;
        var name = given == null
                ? questions.ask("Name to log in with (" + NOBODY + ": " + (isFirst ? "no login" : "no further one") + ")", usual,
                        answer -> free(store, answer))
                : free(store, given.isEmpty() ? NOBODY : given);
        if (name.equals(NOBODY)) {
            return null;
        }
        var hash = words.passwordStdin
                ? UserCommand.hashed(SecretInput.line("a password"))
                : questions.newPassword(name, UserCommand::hashed);
        return new SetupAnswers.NewAccount(name, hash);
    }

    private static String usualName() {
        var caller = System.getenv().getOrDefault("SUDO_USER", System.getProperty("user.name"));
        return Account.isName(caller) && !caller.equals("root") ? caller : "admin";
    }

    private static String free(AccountStore store, String name) throws UsageException {
        try {
            if (!name.equals(NOBODY)) {
                store.requireFree(name, null);
            }
            return name;
        } catch (IllegalArgumentException | IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    // --- where to listen

    private String host(boolean hasLogin) throws UsageException {
        return words.host != null
                ? words.host
                : questions.ask("Address to listen on (127.0.0.1: this machine alone, 0.0.0.0: the whole network)",
                        hasLogin ? "0.0.0.0" : "127.0.0.1", answer -> answer);
    }

    private String port() throws UsageException {
        return words.port != null ? port(words.port) : questions.ask("Port", "8080", SetupQuestions::port);
    }

    private static String port(String typed) throws UsageException {
        if (!typed.matches("\\d{1,5}") || Integer.parseInt(typed) < LEAST_PORT || Integer.parseInt(typed) > MOST_PORT) {
            throw new UsageException(
                    "the port: allowed: " + LEAST_PORT + " to " + MOST_PORT + "; a lower one needs rights of its own");
        }
        return typed;
    }

    // --- cameras

    private Map<String, String> cameras(boolean areForRelay) throws UsageException {
        if (!words.cameras.isEmpty()) {
            var all = new LinkedHashMap<String, String>();
            for (var camera : words.cameras) {
                var one = camera(camera);
                if (all.putIfAbsent(one.getKey(), one.getValue()) != null) {
                    throw new UsageException(
                            "--camera: two are called " + one.getKey() + ": allowed: NAME=URI with a name for each");
                }
            }
            return all;
        }
        var found = Cameras.list(Posix.system()).stream().filter(camera -> camera.isUsable() || camera.isUnasked())
                .collect(Collectors.toMap(camera -> FoundCameras.name(camera.card(), Map.of()) + "=v4l2:" + camera.path(),
                        camera -> camera.card() + " (" + camera.path() + ")", (one, _) -> one, LinkedHashMap::new));
        found.put("test=test:", "a moving test picture");
        var choices = List.copyOf(found.keySet());
        if (questions.isAsking()) {
            System.out.println("Cameras of this machine:");
            for (int i = 0; i < choices.size(); i++) {
                System.out.println("  " + (i + 1) + "  " + found.get(choices.get(i)));
            }
        }
        var camera = questions.ask("Camera: a number, or an address such as rtsp://192.168.1.20/stream1", "1",
                answer -> camera(chosen(answer, choices)));
        return Map.of(areForRelay ? relays.cameraName(camera.getKey()) : camera.getKey(), camera.getValue());
    }

    private static String chosen(String answer, List<String> choices) throws UsageException {
        if (!answer.matches("\\d{1,4}")) {
            return answer;
        }
        int number = Integer.parseInt(answer);
        if (number < 1 || number > choices.size()) {
            throw new UsageException("\"" + answer + "\": allowed: 1 to " + choices.size() + ", or an address");
        }
        return choices.get(number - 1);
    }

    /// `NAME=URI`, or an address alone.
    private static Map.Entry<String, String> camera(String typed) throws UsageException {
        int equals = typed.indexOf('=');
        boolean isNamed = equals > 0 && Hub.isName(typed.substring(0, equals));
        var uri = isNamed ? typed.substring(equals + 1) : typed;
        try {
            var scheme = CameraUri.parse(uri).scheme();
            return Map.entry(isNamed ? typed.substring(0, equals) : scheme.equals("test") ? "test" : "camera", uri);
        } catch (IllegalArgumentException e) {
            throw new UsageException("camera: " + e.getMessage());
        }
    }

    // --- the start

    private boolean startsAtBoot() throws UsageException {
        if (words.service || words.noService) {
            return words.service;
        }
        return place.isSystem()
                ? questions.agrees("Start at boot, as a service", true)
                : Crontab.isThere() && questions.agrees("Start at boot, by a line in your crontab", false);
    }
}
