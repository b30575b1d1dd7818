package dev.oriel.push;

import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// The authors of changes that cross an edge's connection. Accounts of the relay are recorded here as such, so that none of them passes for
/// an account of this machine, and the relay is told no account of this machine.
final class RelayAuthors {
    private static final String RELAY = "the relay";
    private static final int MOST_NAME = 32;

    private RelayAuthors() {
    }

    /// The author of a change as this machine records it.
    ///
    /// @param said the relay's account, or null
    static String recorded(@Nullable Object said) {
        return said == null ? RELAY : Printable.of(said.toString(), MOST_NAME) + " at " + RELAY;
    }

    /// The answer about a journal as the relay may have it.
    static JsonObject shown(JsonObject answer) {
        var changes = answer.getJsonArray("changes");
        if (changes == null) {
            return answer;
        }
        var shown = new JsonArray();
        for (int i = 0; i < changes.size(); i++) {
            var change = withoutAccount(changes.getJsonObject(i));
            var undone = change.getJsonObject("undone");
            shown.add(undone == null ? change : change.put("undone", withoutAccount(undone)));
        }
        return answer.copy().put("changes", shown);
    }

    private static JsonObject withoutAccount(JsonObject json) {
        var by = json.getString("by");
        return by == null || by.endsWith(RELAY) ? json.copy() : json.copy().putNull("by");
    }
}
