package dev.oriel.bus;

import dev.oriel.bus.Command.Answer;
import dev.oriel.bus.Command.ChangeSettings;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.RemoteJournal;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.hub.Track;
import dev.oriel.orient.OrientState;
import dev.oriel.orient.RemoteOrient;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The commands that a camera of the bus is given, through its recorder, and the way that it is turned.
///
/// Threads: any, without a lock of the camera's unless said otherwise. Blocking: [#tell] and [#change], for at most three seconds.
///
/// Errors: an [IllegalArgumentException] with words for a user when a command was not done.
final class BusCameraCommands {
    private final Track track;
    private final Reachability reachability;
    private final BusRequests requests;
    private final Consumer<Answer> settled;
    private volatile @Nullable RemoteOrient orient;

    /// @param track    the camera's
    /// @param requests to its recorder
    /// @param settled  takes an answer that may tell of other settings
    BusCameraCommands(Track track, Reachability reachability, BusRequests requests, Consumer<Answer> settled) {
        this.track = track;
        this.reachability = reachability;
        this.requests = requests;
        this.settled = settled;
    }

    /// Tells the recorder something, and waits for its answer.
    JsonObject tell(String type, JsonObject words) {
        checkThere();
        var answer = requests.ask(new Command.Tell(type, words));
        var result = answer.result();
        if (type.equals(RemoteJournal.TYPE)) { // which may have changed them
            settled.accept(answer);
        }
        if (result == null) {
            return new JsonObject();
        }
        var known = orient;
        if (known != null) {
            known.answered(result); // what comes later on another connection is described anew each second
        }
        return result;
    }

    /// Changes settings.
    ///
    /// @param known those that the change was made for
    void change(CameraSettings known, SettingsChange change) {
        checkThere();
        settled.accept(requests.ask(new ChangeSettings(SettingsPatch.between(known, change.apply(known)), change.author())));
    }

    private void checkThere() {
        if (track.state().equals(Presence.GONE) || !reachability.isWhole()) {
            throw new IllegalArgumentException(reachability.isWhole() ? Presence.GONE.cause() : Presence.UNREACHABLE.cause());
        }
    }

    /// Takes over whether the camera can be turned. With its lock held, or without.
    ///
    /// @param state null where it cannot be
    void turns(@Nullable OrientState state) {
        if (state == null) {
            orient = null;
        } else if (orient == null) {
            orient = new RemoteOrient(state, this::tell,
                    task -> Thread.ofVirtual().name("oriel-bus-orient-" + track.name()).start(task));
        }
    }

    /// Tells viewers where the camera looks.
    void tellTurned(@Nullable OrientState state) {
        var turns = orient;
        if (turns != null && state != null) {
            turns.said(state);
        }
    }

    /// The way to turn the camera, or null where there is none.
    @Nullable
    RemoteOrient orient() {
        return orient;
    }
}
