package dev.oriel.doctor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// The results of an examination, in the order of its checks.
public record Findings(List<Finding> all) {
    public Findings {
        all = List.copyOf(all);
    }

    /// How many there are of a kind.
    public long count(Verdict verdict) {
        return all.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    /// The last line for people: `31 checks: 2 problems, 3 notes`.
    public String summary() {
        return all.size() + " checks: " + counted(Verdict.PROBLEM) + ", " + counted(Verdict.NOTE);
    }

    private String counted(Verdict verdict) {
        long count = count(verdict);
        return count + " " + verdict.word() + (count == 1 ? "" : "s");
    }

    /// `{"problems":1,"notes":2,"findings":[{"subject","verdict","cause","remedy"}]}`.
    public JsonObject json() {
        var list = new JsonArray();
        all.forEach(finding -> list.add(new JsonObject().put("subject", finding.subject())
                .put("verdict", finding.verdict().word()).put("cause", finding.cause()).put("remedy", finding.remedy())));
        return new JsonObject().put("problems", count(Verdict.PROBLEM)).put("notes", count(Verdict.NOTE)).put("findings", list);
    }
}
