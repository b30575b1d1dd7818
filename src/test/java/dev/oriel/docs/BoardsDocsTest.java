package dev.oriel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The board for Grafana and the alert rules for Prometheus against the metrics of the code.
class BoardsDocsTest {
    private static final String BOARD = "deploy/grafana/oriel.json";
    private static final String ALERTS = "deploy/prometheus/alerts.yml";
    /// Of the Java machine and the process, which the library makes, and of Prometheus itself.
    private static final Set<String> OTHERS = Set.of("jvm_memory_used_bytes", "process_cpu_seconds",
            "process_resident_memory_bytes",
            "process_open_fds", "process_max_fds");

    private static List<JsonObject> panels() throws IOException {
        return new JsonObject(Texts.read(BOARD)).getJsonArray("panels").stream().map(JsonObject.class::cast).toList();
    }

    private static Set<String> expressions() throws IOException {
        var all = new TreeSet<String>();
        for (var panel : panels()) {
            var targets = panel.getJsonArray("targets");
            if (targets != null) {
                targets.forEach(target -> all.add(((JsonObject) target).getString("expr")));
            }
        }
        all.addAll(Texts.found("(?m)^ +expr: (.+)$", Texts.read(ALERTS)));
        return all;
    }

    @Test
    void boardAndAlertsNameOnlyMetricsThatExist() throws IOException {
        var known = Texts.found("\"(oriel_[a-z_]+)\"", Texts.sources("web"));
        known.addAll(OTHERS);
        var expressions = expressions();
        assertThat(expressions).hasSizeGreaterThan(40);
        for (var expression : expressions) {
            var named = new TreeSet<String>();
            Texts.found("\\b((?:oriel|jvm|process)_[a-z_]+)(?=[{\\[ )]|$)", expression)
                    .forEach(name -> named.add(name.replaceFirst("_(?:total|bucket)$", "")));
            assertThat(known).as(expression).containsAll(named);
        }
    }

    @Test
    void countersAreReadAsCounters() throws IOException {
        for (var expression : expressions()) {
            for (var counter : Texts.found("\\b(oriel_[a-z_]+_(?:total|bucket))\\b", expression)) {
                assertThat(expression).containsPattern("(?:rate|increase)\\(" + counter);
            }
        }
    }

    @Test
    void eachPanelHasAnIdAndAPlaceOfItsOwn() throws IOException {
        var panels = panels();
        assertThat(panels).extracting(panel -> panel.getInteger("id")).doesNotHaveDuplicates();
        assertThat(panels).extracting(panel -> panel.getJsonObject("gridPos")).doesNotHaveDuplicates();
        assertThat(panels).extracting(panel -> panel.getString("title")).doesNotHaveDuplicates();
    }

    @Test
    void eachAlertSaysWhatToDo() throws IOException {
        var alerts = Texts.read(ALERTS);
        int count = alerts.split("- alert:", -1).length - 1;
        assertThat(count).isGreaterThan(5);
        assertThat(alerts.split("remedy:", -1)).hasSize(count + 1);
        assertThat(alerts.split("severity:", -1)).hasSize(count + 1);
    }
}
